/** Tests of the Internet client against a server that the test carries packets to. */
@NullMarked
package io.azimux.dataplane.client;

import org.jspecify.annotations.NullMarked;
