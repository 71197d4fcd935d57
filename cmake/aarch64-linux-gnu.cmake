# Cross-compiles for arm64 with Debian's compiler. Its headers of no architecture are the system's own; the libraries are
# those that packaging/foreign_libraries has laid into XRAY_FOREIGN_LIBRARIES.
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
set(CMAKE_C_COMPILER aarch64-linux-gnu-gcc)
set(CMAKE_CXX_COMPILER aarch64-linux-gnu-g++)
set(CMAKE_LIBRARY_ARCHITECTURE aarch64-linux-gnu)

set(XRAY_FOREIGN_LIBRARIES ${CMAKE_CURRENT_LIST_DIR}/../build/arm64-libraries CACHE PATH "Debian's libraries for arm64")
set(CMAKE_FIND_ROOT_PATH ${XRAY_FOREIGN_LIBRARIES})
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE BOTH)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE BOTH)
