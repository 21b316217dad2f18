package io.azimux.dataplane.mux;

import java.util.Locale;

/** How a MUX came to the backend of a packet that it forwarded. */
enum Decision {
  /** The flow stands in the flow table, and packets of it came here before. */
  LOCAL_HIT,
  /** Another MUX had told of the flow, and this is its first packet here. */
  REPLICATED_HIT,
  /** A TCP SYN opened a flow; the backend map chose among healthy backends. */
  NEW,
  /** Not a SYN, and no entry: the backend map chose, which is right unless the pool changed. */
  HASH_FALLBACK,
  /** The backend map chose and there was no room for the flow, so the choice is not remembered. */
  STATELESS;

  /** Name in metrics and traces. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
