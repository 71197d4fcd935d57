# xray_assets(TARGET FOLDER...) makes every file below these folders part of a library, compressed: a file that is
# dropped in there is served at /assets/PATH (api/assets.hpp) after the next build. Folders may be absent. Of two
# files of one path the one in the later folder counts.
find_program(XRAY_GZIP gzip REQUIRED)

function(xray_assets target)
    set(made ${CMAKE_CURRENT_BINARY_DIR}/assets)
    set(paths "")
    foreach(folder IN LISTS ARGN)
        file(GLOB_RECURSE files CONFIGURE_DEPENDS LIST_DIRECTORIES false ${folder}/*)
        foreach(file IN LISTS files)
            file(RELATIVE_PATH path ${folder} ${file})
            set(source_of_${path} ${file})
            list(APPEND paths ${path})
        endforeach()
    endforeach()
    list(REMOVE_DUPLICATES paths)
    list(SORT paths)

    set(number 0)
    set(packed_files "")
    set(ASSET_BYTES "")
    set(ASSET_SYMBOLS "")
    set(ASSET_ENTRIES "")
    foreach(path IN LISTS paths)
        set(symbol xray_asset_${number})
        set(packed ${made}/${number}.gz)
        add_custom_command(
            OUTPUT ${packed}
            COMMAND ${XRAY_GZIP} -9 -n -c ${source_of_${path}} > ${packed}
            DEPENDS ${source_of_${path}}
            VERBATIM)
        list(APPEND packed_files ${packed})
        string(APPEND ASSET_BYTES
               ".globl SYMBOL(${symbol})\n.globl SYMBOL(${symbol}_end)\n"
               "SYMBOL(${symbol}): .incbin \"${packed}\"\nSYMBOL(${symbol}_end):\n")
        string(APPEND ASSET_SYMBOLS "extern const char ${symbol}[];\nextern const char ${symbol}_end[];\n")
        string(APPEND ASSET_ENTRIES "    {\"${path}\", ${symbol}, ${symbol}_end},\n")
        math(EXPR number "${number} + 1")
    endforeach()
    configure_file(${CMAKE_SOURCE_DIR}/cmake/assets.S.in ${made}/assets.S @ONLY)
    configure_file(${CMAKE_SOURCE_DIR}/cmake/assets.cpp.in ${made}/assets.cpp @ONLY)
    set_source_files_properties(${made}/assets.S PROPERTIES OBJECT_DEPENDS "${packed_files}")
    target_sources(${target} PRIVATE ${made}/assets.S ${made}/assets.cpp)
endfunction()
