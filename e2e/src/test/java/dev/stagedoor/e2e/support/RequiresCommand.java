package dev.stagedoor.e2e.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips the tests, and says so by name, where one of these programs is not on the PATH. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresCommand.Condition.class)
public @interface RequiresCommand {
    String[] value();

    /** Looks for the programs before anything of the test runs. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            Optional<String> missing = context.getElement()
                    .flatMap(element -> AnnotationSupport.findAnnotation(element, RequiresCommand.class))
                    .flatMap(required -> Arrays.stream(required.value())
                            .filter(program -> !Command.exists(program))
                            .findFirst());
            return missing.map(program -> ConditionEvaluationResult.disabled(program + " is not installed"))
                    .orElseGet(() -> ConditionEvaluationResult.enabled("everything needed is installed"));
        }
    }
}
