package dev.stagedoor.storage.contract;

import dev.stagedoor.storage.ObjectStoreContract;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips a suite, and says so by name in its results, too, where one of these programs is not on the PATH. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresProgram.Condition.class)
public @interface RequiresProgram {
    String[] value();

    /** Looks for the programs before anything of the suite runs. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            Class<?> suite = context.getRequiredTestClass();
            Optional<String> missing = Optional.ofNullable(suite.getAnnotation(RequiresProgram.class))
                    .flatMap(required -> Arrays.stream(required.value()).filter(program -> !isInstalled(program)).findFirst())
                    .map(program -> program + " is not installed");
            if (missing.isEmpty()) {
                return ConditionEvaluationResult.enabled("everything needed is installed");
            }
            if (ObjectStoreContract.class.isAssignableFrom(suite)) {
                note(suite, missing.get());
            }
            return ConditionEvaluationResult.disabled(missing.get());
        }

        private static void note(Class<?> suite, String reason) {
            try {
                ContractResults.writeSkipped(suite, reason);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static boolean isInstalled(String program) {
            String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
            return Arrays.stream(path.split(Pattern.quote(File.pathSeparator)))
                    .anyMatch(directory -> !directory.isEmpty() && Files.isExecutable(Path.of(directory, program)));
        }
    }
}
