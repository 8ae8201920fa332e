# How the tests share the machine, in halves of a core: tests/run gives `ctest -j` two for each. A test
# that computes takes two; one that waits, for a clock or a disk, takes one; and one that measures how
# long others wait takes all but one.
cmake_host_system_information(RESULT cores QUERY NUMBER_OF_LOGICAL_CORES)
math(EXPR all_but_one "2 * ${cores} - 1")
set(waiting docs crash/test_disk crash/test_full_control crash/test_late crash/test_watchdog
    outside/test_conformance outside/test_explain outside/test_report wire/test_control
    wire/test_wire_endings wire/test_wire_hello wire/test_reload_noticed wire/test_reload
    wire/test_reload_ends)
set(measuring wire/test_hostile_packs wire/test_shop_walls wire/test_reload_others
    wire/test_reload_stream)

# About how many seconds the longest take: they begin first, so that none is left over in the end.
# First of all those that measure, while there is still something to do that waits.
set(seconds wire/test_shop_walls=1004 wire/test_hostile_packs=1003 wire/test_reload_stream=1002
    wire/test_reload_others=1001 wire/test_flat=60 docs=30 wire/test_reload_noticed=30
    wire/test_wire_endings=25 outside/test_conformance=25 outside/test_repeatable=25 crash/test_disk=25
    unit/lua_hostile=20 outside/test_utterances=20 outside/test_explain=15 outside/test_against=15
    wire/test_reload_refused=15 unit/story_text=15 outside/test_shop_mix=15 property/ladder=10
    outside/test_day=10 outside/test_attacks=10 outside/test_chat=10 outside/test_export=10
    outside/test_report=10 crash/test_full_control=10 crash/test_late=10 crash/test_watchdog=10
    fuzz/json=10)

get_property(tests DIRECTORY PROPERTY TESTS)
foreach(test ${tests})
  set(halves 2)
  if(test IN_LIST waiting)
    set(halves 1)
  elseif(test IN_LIST measuring)
    set(halves ${all_but_one})
  endif()
  set_tests_properties(${test} PROPERTIES PROCESSORS ${halves} COST 1)
endforeach()
foreach(pair ${seconds})
  string(REPLACE "=" ";" pair ${pair})
  list(GET pair 0 test)
  list(GET pair 1 cost)
  if(test IN_LIST tests)
    set_tests_properties(${test} PROPERTIES COST ${cost})
  endif()
endforeach()
