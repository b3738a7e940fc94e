package dev.stagedoor.cli.files;

import dev.stagedoor.client.transfer.TransferListener;
import dev.stagedoor.client.transfer.TransferSummary;

/** Says how a transfer goes. */
public interface TransferReport extends TransferListener {
    /** The transfer has ended. */
    void summary(TransferSummary summary);
}
