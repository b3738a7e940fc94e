/**
 * What the tests of several rooms share: which speed a test belongs to, how hard a property is tried, packages of npm, the rules on
 * packages. Nothing of the product.
 */
@NullMarked
package dev.stagedoor.testsupport;

import org.jspecify.annotations.NullMarked;
