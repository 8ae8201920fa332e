# zg_floor(name SOURCES … LINKS …): one floor of the house: a static library that may include its own
# headers and those of the floors it links.
add_library(zg_flags INTERFACE)
target_compile_definitions(zg_flags INTERFACE _GNU_SOURCE)
target_compile_options(zg_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes -Werror
  -fstack-protector-strong -fno-common)
target_include_directories(zg_flags INTERFACE ${CMAKE_SOURCE_DIR}/include ${CMAKE_SOURCE_DIR}/runtime)
target_link_options(zg_flags INTERFACE -Wl,-z,relro,-z,now)
if(CMAKE_BUILD_TYPE STREQUAL "Release")
  target_compile_options(zg_flags INTERFACE -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2)
endif()
if(ZG_SANITIZE)
  # -O1 is what ASan's manual asks for: up to 2.5 times as fast as -O0, and every frame in a trace.
  target_compile_options(zg_flags INTERFACE -O1 -fsanitize=address,undefined
    -fno-sanitize-recover=all -fno-omit-frame-pointer -fno-optimize-sibling-calls)
  target_link_options(zg_flags INTERFACE -fsanitize=address,undefined)
endif()

function(zg_floor name)
  cmake_parse_arguments(FLOOR "" "" "SOURCES;LINKS" ${ARGN})
  list(TRANSFORM FLOOR_SOURCES PREPEND ${name}/)
  add_library(zg_${name} STATIC ${FLOOR_SOURCES})
  target_link_libraries(zg_${name} PUBLIC ${FLOOR_LINKS} zg_flags)
endfunction()
