/** What the live page needs of the command line: the deployments it can show, and its process. */
@NullMarked
package io.azimux.cli.page;

import org.jspecify.annotations.NullMarked;
