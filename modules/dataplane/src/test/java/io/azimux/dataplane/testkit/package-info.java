/** What tests of elements share: an outbox that remembers, and packets to send in. */
@NullMarked
package io.azimux.dataplane.testkit;

import org.jspecify.annotations.NullMarked;
