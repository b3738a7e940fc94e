/**
 * The configuration: {@link dev.stagedoor.app.config.Settings} describes every key once, {@link
 * dev.stagedoor.app.config.ConfigurationLoader} reads the TOML file, the {@code STAGEDOOR_…} variables and the flags against it, and
 * {@link dev.stagedoor.app.config.Configuration} is what the server is started with. Nothing else in the project reads a file or a variable
 * to find out how to behave.
 */
@NullMarked
package dev.stagedoor.app.config;

import org.jspecify.annotations.NullMarked;
