/**
 * A router in front of the MUX pool: longest prefix match, ECMP over the MUXes that announce a
 * frontend, and withdrawal of a MUX that fell silent, by hold time as in BGP (RFC 4271 section
 * 6.5).
 */
@NullMarked
package io.azimux.dataplane.router;

import org.jspecify.annotations.NullMarked;
