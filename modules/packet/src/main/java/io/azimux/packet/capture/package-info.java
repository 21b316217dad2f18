/**
 * Capture files in the pcapng format (draft-ietf-opsawg-pcapng), which Wireshark and tcpdump read.
 */
@NullMarked
package io.azimux.packet.capture;

import org.jspecify.annotations.NullMarked;
