/** What is deployed, checked without deploying it: manifests, dashboards, rules, bootstrap. */
@NullMarked
package io.azimux.deployment;

import org.jspecify.annotations.NullMarked;
