/**
 * A router in front of the MUX pool: longest prefix match, ECMP over the MUXes that announce a
 * frontend by BGP, and withdrawal of one that BFD or the hold time finds gone.
 */
@NullMarked
package io.azimux.dataplane.router;

import org.jspecify.annotations.NullMarked;
