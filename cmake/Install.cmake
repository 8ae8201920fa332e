# The program with its man page, the shipped packs, what editors want, the schemas of lines, and
# libzhanggui with its header and pkg-config file.
install(TARGETS zhanggui_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS zhanggui LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(FILES include/zhanggui.h DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(FILES man/zhanggui.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(DIRECTORY rules/ DESTINATION ${CMAKE_INSTALL_DATADIR}/zhanggui/rules)
install(DIRECTORY share/new/ DESTINATION ${CMAKE_INSTALL_DATADIR}/zhanggui/new)
install(DIRECTORY editors schemas DESTINATION ${CMAKE_INSTALL_DATADIR}/zhanggui)
# The pkg-config file finds the rest from where it lies, so that an installed tree can be moved.
file(RELATIVE_PATH ZG_UP "${CMAKE_INSTALL_FULL_LIBDIR}/pkgconfig" "${CMAKE_INSTALL_PREFIX}")
configure_file(cmake/zhanggui.pc.in zhanggui.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/zhanggui.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
