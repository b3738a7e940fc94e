/**
 * Shared access signatures of Azure Blob Storage, each for exactly one blob: signed with an account key ("Create a service SAS", Azure
 * Storage Services REST API reference) or with a user delegation key ("Create a user delegation SAS", ibid.). Never an account SAS, which
 * would open every container.
 */
@NullMarked
package dev.stagedoor.signing.azure;

import org.jspecify.annotations.NullMarked;
