/**
 * Border Gateway Protocol 4 (RFC 4271) between routers and all who are wired to them: messages as
 * bytes, the session's states, the tables of learnt routes, and the speaker that holds them
 * together with BFD.
 */
@NullMarked
package io.azimux.dataplane.bgp;

import org.jspecify.annotations.NullMarked;
