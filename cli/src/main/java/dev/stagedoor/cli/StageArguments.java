package dev.stagedoor.cli;

import dev.stagedoor.client.transfer.StageLocation;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Reads locations of stages from a command line. */
final class StageArguments {
    private StageArguments() {}

    /** @throws ParameterException when it is none */
    static StageLocation location(CommandSpec spec, String text) {
        try {
            return StageLocation.parse(text);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }
}
