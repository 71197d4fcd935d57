# xray_client_test(NAME LABEL [BROWSER] [SAMPLING mode] [PYTHON requirements.txt] [NODE folder] [JAVA folder]
# [NODE_APPLICATIONS folder...] [GO module package...] [GO_TESTS module package...] COMMAND ...) runs a command against an
# emulator of its own, with the clients it asks for installed (tests/support/with_emulator.py). A test whose clients
# cannot be installed for want of a package registry or a toolchain is reported as skipped.
find_package(Python3 REQUIRED COMPONENTS Interpreter)

function(xray_client_test name label)
    cmake_parse_arguments(PARSE_ARGV 2 arg "BROWSER" "SAMPLING;PYTHON;NODE;JAVA" "NODE_APPLICATIONS;GO;GO_TESTS;COMMAND")
    set(shared_build "")
    set(options --emulator $<TARGET_FILE:xray-emulator> --clients ${CMAKE_SOURCE_DIR}/build/clients)
    if(arg_BROWSER)
        list(APPEND options --browser)
    endif()
    if(arg_SAMPLING)
        list(APPEND options --sampling ${arg_SAMPLING})
    endif()
    if(arg_PYTHON)
        list(APPEND options --python ${arg_PYTHON})
    endif()
    if(arg_NODE)
        list(APPEND options --node ${arg_NODE})
    endif()
    if(arg_NODE_APPLICATIONS)
        list(APPEND options --node-applications ${arg_NODE_APPLICATIONS})
    endif()
    if(arg_GO)
        list(APPEND options --go ${arg_GO})
    endif()
    if(arg_GO_TESTS)
        list(APPEND options --go-tests ${arg_GO_TESTS})
        set(shared_build go)
    endif()
    if(arg_JAVA)
        list(APPEND options --java ${arg_JAVA})
        set(shared_build java)
    endif()
    add_test(NAME ${name} COMMAND Python3::Interpreter ${CMAKE_SOURCE_DIR}/tests/support/with_emulator.py ${options}
                                  -- ${arg_COMMAND})
    set_tests_properties(
        ${name} PROPERTIES LABELS ${label} SKIP_RETURN_CODE 4 TIMEOUT 600 ENVIRONMENT PYTHONDONTWRITEBYTECODE=1)
    # Tests that share a build would wait for it one after the other, each in a place where another test could run.
    set_tests_properties(${name} PROPERTIES RESOURCE_LOCK "${shared_build}")
endfunction()
