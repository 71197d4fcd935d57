# One place for what every target of the project shares: language level, warnings, sanitizers, include root.

find_package(Threads REQUIRED)

add_library(xray_options INTERFACE)
target_compile_features(xray_options INTERFACE cxx_std_20)
target_include_directories(xray_options INTERFACE ${CMAKE_SOURCE_DIR})
target_link_libraries(xray_options INTERFACE Threads::Threads)
target_compile_options(
    xray_options
    INTERFACE -Wall
              -Wextra
              -Wpedantic
              -Wshadow
              -Wconversion
              -Wsign-conversion
              -Wold-style-cast
              -Wnon-virtual-dtor
              -Woverloaded-virtual)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    # g++ 12 sees overlaps in "literal" + std::string that are not there (GCC bug 105651).
    target_compile_options(xray_options INTERFACE -Wno-restrict)
endif()
if(XRAY_WARNINGS_AS_ERRORS)
    target_compile_options(xray_options INTERFACE -Werror)
endif()
if(XRAY_SANITIZE)
    target_compile_options(xray_options INTERFACE -fsanitize=${XRAY_SANITIZE} -fno-omit-frame-pointer
                                                  -fno-sanitize-recover=all)
    target_link_options(xray_options INTERFACE -fsanitize=${XRAY_SANITIZE})
    # Under sanitizers g++ 12 takes members of std::function in <regex> for uninitialised.
    target_compile_options(xray_options INTERFACE -Wno-maybe-uninitialized)
    if(XRAY_SANITIZE MATCHES "thread")
        target_compile_options(xray_options INTERFACE -Wno-tsan)
    endif()
endif()

# xray_library(NAME SOURCES... ) adds a static library of this project. What it may link is said beside it with
# target_link_libraries: the arrows emulator -> api -> storage -> core are the only ones.
function(xray_library name)
    add_library(${name} STATIC ${ARGN})
    target_link_libraries(${name} PUBLIC xray_options)
endfunction()

# xray_test(NAME LABEL LIBRARY SOURCES...) adds one Catch2 program; every test case of it becomes a ctest test.
function(xray_test name label library)
    add_executable(${name} ${ARGN})
    target_link_libraries(${name} PRIVATE ${library} xray_catch_main xray_source_dir)
    # Test code gains nothing from optimisation; its compilation takes long enough.
    target_compile_options(${name} PRIVATE -O1)
    catch_discover_tests(${name} TEST_PREFIX "${label}: " PROPERTIES LABELS ${label} SKIP_RETURN_CODE 4)
endfunction()

# xray_test_with_captured(NAME) runs the cases of a program of xray_test that are tagged [samples] once more, against the
# samples of the real service, which lie beside the repository; where they are not, these tests are skipped.
function(xray_test_with_captured name)
    catch_discover_tests(
        ${name} TEST_SPEC "[samples]" TEST_PREFIX "captured: " PROPERTIES LABELS captured SKIP_RETURN_CODE 4
                                                                          ENVIRONMENT XRAY_TEST_SAMPLES=captured)
endfunction()
