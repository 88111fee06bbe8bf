/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What TLS takes from TCP below it.
 */
#ifndef FW_RUN_CONN_TCP_H
#define FW_RUN_CONN_TCP_H

#include "conn.h"

int	 tcp_listen(const struct conf_end *, char why[CONN_WHY_MAX]);
int	 tcp_dial(const struct conf_end *, char why[CONN_WHY_MAX]);
void	 tcp_no_delay(int fd);

#endif
