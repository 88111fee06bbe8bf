/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The parts of mkcap: a laboratory that turns messages into frames of a
 * capture file.
 */
#ifndef SIM_MKCAP_H
#define SIM_MKCAP_H

#include "build.h"

enum lab_limit {
	LAB_BUFFER = 65536 + 4096,
};

/* Write buffers of a laboratory, from the message down to the frame. */
enum lab_level {
	LAB_TCAP,		/* also Diameter */
	LAB_SCCP,
	LAB_MTP3,
	LAB_XUA,
	LAB_IP,
	LAB_FRAME,
	LAB_SPARE,
	LAB_LEVELS,
};

struct lab {
	struct writer	 file;		/* f: NULL, nothing is written */
	void		(*listen)(void *arg, uint64_t ts, struct cur frame);
	void		*arg;
	uint64_t	 frames;	/* so far */
	struct link_form link;
	uint64_t	 ts;		/* of the next frame, ns */
	uint64_t	 step;		/* between frames, ns */
	uint32_t	 transaction;	/* last TCAP id or hop-by-hop id */
	struct wbuf	 w[LAB_LEVELS];
	uint8_t		 mem[LAB_LEVELS][LAB_BUFFER];
};

/* Two hosts and what SCTP or TCP counts between them; 0 is the way there. */
struct path {
	struct ip_flow	 flow[2];
	uint32_t	 tag[2], tsn[2], ssn[2];
	uint32_t	 seq[2];
	struct mtp3_label label;
};

/* PPIDs */
enum ppid {
	PPID_M2UA = 2,
	PPID_M3UA = 3,
	PPID_SUA = 4,
	PPID_M2PA = 5,
	PPID_DIAMETER = 46,
};

/* lab.c.  The laboratory is made by lab_open and freed by lab_close, which
 * returns false when the file could not be written.  Without a path it has no
 * file, and frames go to whoever listens. */
struct lab	*lab_open(const char *path, enum writer_format, int link);
bool		 lab_close(struct lab *);
struct wbuf	*lab_buffer(struct lab *, enum lab_level);
void		 path_make(struct path *, unsigned int version, uint16_t port);
/* One frame whose IP payload, or whole content, stands in the cursor. */
void		 lab_frame(struct lab *, const struct ip_flow *,
		    unsigned int proto, const struct ip_piece *, struct cur);
void		 lab_raw(struct lab *, struct cur);
void		 lab_sctp(struct lab *, struct path *, int way, uint32_t ppid,
		    struct cur);
void		 lab_tcp(struct lab *, struct path *, int way, struct cur);
/* SCCP message over M3UA and SCTP. */
void		 lab_sccp(struct lab *, struct path *, int way, struct cur);
/* TCAP message in a UDT, or in an XUDT or its segments when too long. */
void		 lab_tcap(struct lab *, struct path *, int way,
		    struct sccp_head *, struct cur);
/* The party of a subsystem number. */
struct sccp_party lab_party(unsigned int ssn, const struct build_ids *);
struct sccp_head lab_head(unsigned int from, unsigned int to,
		    const struct build_ids *);

/* mkcap_pieces.c: files of "layers" in which messages come in pieces. */
void		 layer_sctp_chunks(struct lab *);
void		 layer_sctp_fragments(struct lab *);
void		 layer_sctp_idata(struct lab *);
void		 layer_ip_fragments(struct lab *);
void		 layer_tcp(struct lab *);

/* One mode each; they return false when the file could not be written. */
bool		 mkcap_demo(const char *file);
bool		 mkcap_catalogue(const char *file);
bool		 mkcap_layers(const char *directory);
bool		 mkcap_attacks(const char *directory);
bool		 mkcap_memory(const char *directory,
		    unsigned long seed);	/* 0: the usual one */
bool		 mkcap_s6a(unsigned long count, const char *file);
bool		 mkcap_map(unsigned long count, const char *file);

#endif
