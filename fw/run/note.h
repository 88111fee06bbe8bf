/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Notes between the parent and the engine, each one message of a socket that
 * keeps messages apart.
 */
#ifndef FW_RUN_NOTE_H
#define FW_RUN_NOTE_H

#include <stdbool.h>
#include <stdint.h>

enum note_type {
	/* to the engine, with a descriptor: the edge that is ... */
	NOTE_EDGE,		/* ... freeDiameter, ... */
	NOTE_SIGTRAN,		/* ... libosmo-sigtran */
	NOTE_READY,		/* from it: it serves */
	NOTE_ALIVE,		/* each second */
	NOTE_RELOADING,
	NOTE_RELOADED,		/* other rules; what the parent knows is old */
	NOTE_REFUSED,		/* the file is no good, all is as before */
	NOTE_STOPPING,
	NOTE_COUNT
};

enum { NOTE_TEXT_MAX = 256 };

struct note {
	uint32_t	 type;		/* enum note_type */
	char		 text[NOTE_TEXT_MAX];	/* terminated, printable */
};

/* Two ends; false and errno. */
bool	note_pair(int fd[2]);
/* fd: goes along, and stays the caller's; -1: none.  text: or NULL.  Never
 * waits.  False: nobody is there, or too much waits for him. */
bool	note_send(int to, enum note_type, const char *text, int fd);
/*
 * 1: a note, and *fd is the caller's (-1: none came with it); 0: none waits;
 * -1: the other side is gone, or sends what is no note.
 */
int	note_receive(int from, struct note *, int *fd);

#endif
