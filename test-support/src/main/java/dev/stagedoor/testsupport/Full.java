package dev.stagedoor.testsupport;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * A test that {@code mvn verify} leaves to {@code mvn verify -Pfull}. It needs a server or a client that is not ours, or it takes
 * long; and
 * a faster test covers the same rule nearby.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Tag("full")
public @interface Full {}
