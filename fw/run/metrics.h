/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is measured: X(symbol, name, type, help), names without "breakwater_".
 * https://prometheus.io/docs/instrumenting/exposition_formats/ (0.0.4)
 */
#ifndef FW_RUN_METRICS_H
#define FW_RUN_METRICS_H

#define METRICS(X)							\
X(START, "start_time_seconds", "gauge",					\
    "When the process started, in seconds since 1970.")			\
X(MESSAGES, "messages_total", "counter",				\
    "Messages by the network at the other side and the verdict.")	\
X(VERDICTS, "verdicts_total", "counter", "Messages by verdict.")	\
X(REQUESTS, "requests_total", "counter",				\
    "Requests of all neighbours.")					\
X(ANSWERS, "answers_total", "counter", "Answers of all neighbours.")	\
X(UNASKED, "answers_unasked_total", "counter",				\
    "Answers that no request was waiting for.")				\
X(ENDED, "requests_ended_total", "counter",				\
    "Requests by what became of them.")					\
X(OPEN, "requests_open", "gauge", "Requests that have not ended.")	\
X(WAY_UP, "peer_up", "gauge", "1 when the neighbour is open.")		\
X(WAY_REQUESTS, "peer_requests_total", "counter",			\
    "Requests of the neighbour.")					\
X(WAY_ANSWERS, "peer_answers_total", "counter",			\
    "Answers of the neighbour.")					\
X(WAY_OPEN, "peer_requests_open", "gauge",				\
    "Requests of the neighbour that have not ended.")			\
X(WAY_WAITS, "peer_waits", "gauge",					\
    "Requests that wait for an answer of the neighbour.")		\
X(WAY_SILENT, "peer_unanswered_total", "counter",			\
    "Requests that the neighbour did not answer in time.")		\
X(WAY_STOPPED, "peer_answers_stopped_total", "counter",			\
    "Of SS7: answers of the neighbour that went no further.")		\
X(WAY_HELD, "peer_messages_held", "gauge",				\
    "Of SS7: messages of the neighbour of which segments are missing.")	\
X(WAY_NEWS, "peer_link_events_total", "counter",			\
    "Of SS7: what the link to the neighbour told, besides messages.")	\
X(WAY_OCTETS, "peer_output_bytes", "gauge",				\
    "Octets that wait to go to the neighbour.")				\
X(ACCEPTED, "connections_accepted_total", "counter",			\
    "Connections that were accepted.")					\
X(CLOSED, "connections_closed_total", "counter",			\
    "Connections that were closed for a reason of ours.")		\
X(CONNECTIONS, "connections", "gauge",					\
    "Connections that are open, with a name or not yet.")		\
X(EDGE_LOST, "edge_messages_lost_total", "counter",			\
    "Of SS7: messages that its edge did not pass on, and why.")		\
X(RULES, "rule_matches_total", "counter",				\
    "Messages that rules of that label held for.")			\
X(STORM, "storm_state", "gauge",					\
    "0 calm, 1 watch, 2 storm, 3 recovery.")				\
X(STORM_RATE, "storm_rate", "gauge",					\
    "Requests a second that the storm is held against.")		\
X(CAPACITY, "protect_capacity", "gauge",				\
    "Procedures a second that the group bears now.")			\
X(CAPACITY_FULL, "protect_capacity_configured", "gauge",		\
    "Procedures a second as configured.")				\
X(GROUP_SENT, "protect_sent_total", "counter",				\
    "Requests that went to the group.")					\
X(GROUP_FAILED, "protect_failed_total", "counter",			\
    "Of these, those that came to nothing.")				\
X(ADMISSION, "protect_admission_total", "counter",			\
    "Requests for the group by priority and what was decided.")		\
X(APPOINTMENTS, "protect_appointments_total", "counter",		\
    "Appointments that were kept, and those nobody came to.")		\
X(BACKOFF, "protect_devices", "gauge",					\
    "Devices that the group remembers.")				\
X(SUNK, "sunk_sources", "gauge", "Sources in the sinkhole.")		\
X(STEERED, "steered_devices", "gauge",					\
    "Devices that steering remembers.")					\
X(BYTES, "memory_bytes", "gauge",					\
    "Octets of what is remembered, at most.")				\
X(ENTRIES, "memory_entries", "gauge", "Entries that are remembered.")	\
X(ENTRIES_MAX, "memory_entries_max", "gauge",				\
    "Entries that there is room for.")					\
X(EVICTED, "memory_lost_total", "counter",				\
    "Entries that were given up, or not taken, for want of room.")	\
X(EVENTS, "events_written_total", "counter", "Events that were written.") \
X(LOST, "events_lost_total", "counter",				\
    "Events that could not be written.")				\
X(FAILING, "events_failing", "gauge",					\
    "1 when nothing can be written there now.")

enum metric {
#define X(sym, ...)	METRIC_##sym,
	METRICS(X)
#undef X
	METRIC_COUNT
};

enum metric_limit {
	METRICS_PARTNERS = 1000,	/* with series of their own */
	METRICS_WAYS = 1000,
	METRICS_RULES = 5000,
	METRICS_STORMS = 2000,
};

#endif
