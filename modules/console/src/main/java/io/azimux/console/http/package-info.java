/** The server of the page: who may ask, what is answered, and the stream of what happens now. */
@NullMarked
package io.azimux.console.http;

import org.jspecify.annotations.NullMarked;
