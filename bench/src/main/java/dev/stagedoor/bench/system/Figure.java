package dev.stagedoor.bench.system;

import dev.stagedoor.bench.Machine;
import java.util.Arrays;

/** A measured figure beside its goal, as one line of the report. */
public final class Figure {
    private Figure() {}

    /** What is measured, and on what machine. */
    public static void heading(String what) {
        System.out.println(what);
        System.out.println(Machine.describe());
    }

    public static void atLeast(String what, double measured, double goal, String unit) {
        print(what, measured, goal, unit, "≥", measured >= goal);
    }

    public static void atMost(String what, double measured, double goal, String unit) {
        print(what, measured, goal, unit, "≤", measured <= goal);
    }

    private static void print(String what, double measured, double goal, String unit, String relation, boolean met) {
        System.out.printf("| %s | %,.2f %s | %s %,.2f %s | %s |%n", what, measured, unit, relation, goal, unit, met ? "met" : "MISSED");
    }

    /** The median, and in parentheses the quartiles. */
    public static String quartiles(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return "%.2f (%.2f to %.2f)".formatted(median(values), sorted[sorted.length / 4], sorted[sorted.length * 3 / 4]);
    }

    public static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
