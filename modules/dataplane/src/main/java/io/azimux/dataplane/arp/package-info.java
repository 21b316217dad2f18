/** How the fabric answers ARP. */
@NullMarked
package io.azimux.dataplane.arp;

import org.jspecify.annotations.NullMarked;
