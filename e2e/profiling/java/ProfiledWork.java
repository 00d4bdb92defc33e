import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Stream;
import jdk.jfr.FlightRecorder;

/**
 * A bit of everything that a profiler tells: computing, allocating, blocking, parking, waiting and sleeping, on threads with
 * names, in a lambda and in a class without one. Arguments: milliseconds of each round, rounds, and optionally the
 * folder that the recorder writes to and a file: what is recorded so far is copied there before the end.
 */
public class ProfiledWork {
    static final Object MONITOR = new Object();
    static final ReentrantLock LOCK = new ReentrantLock();
    static final List<Object> KEPT = new ArrayList<>();
    static volatile Object sink;
    static volatile double result;

    static class Point {
        final long x;
        final long y;

        Point(long x, long y) {
            this.x = x;
            this.y = y;
        }
    }

    static double squareRoots(int count) {
        double sum = 0;
        for (int i = 1; i < count; i++) sum += Math.sqrt(i) / (1 + (i & 7));
        return sum;
    }

    static int hashes(int count) {
        int hash = 0;
        for (int i = 0; i < count; i++) hash = 31 * hash + ("key" + i).hashCode();
        return hash;
    }

    static void compute(long untilNanos) {
        while (System.nanoTime() < untilNanos) {
            result = squareRoots(200_000);
            result += hashes(3_000);
        }
    }

    static void allocate(long untilNanos) {
        for (int i = 0; System.nanoTime() < untilNanos; i++) {
            sink = new byte[600_000 + i % 7];
            sink = new int[40][300];
            List<Point> points = new ArrayList<>();
            for (int k = 0; k < 2_000; k++) points.add(new Point(i, k));
            sink = points;
            if (i % 50 == 0 && KEPT.size() < 200) KEPT.add(points);
        }
    }

    static void block(int times) throws InterruptedException {
        for (int i = 0; i < times; i++) {
            synchronized (MONITOR) {
                Thread.sleep(8);
            }
            LOCK.lock();
            try {
                Thread.sleep(8);
            } finally {
                LOCK.unlock();
            }
            LockSupport.parkNanos(4_000_000L);
            synchronized (LOCK) {
                LOCK.wait(3);
            }
        }
    }

    static void round(int millis) throws Exception {
        final long until = System.nanoTime() + millis * 1_000_000L;
        List<Thread> threads = new ArrayList<>();
        threads.add(new Thread(() -> compute(until), "computing"));
        threads.add(new Thread(new Runnable() {
            @Override
            public void run() {
                allocate(until);
            }
        }, "allocating"));
        for (int i = 0; i < 2; i++) {
            threads.add(new Thread(() -> {
                try {
                    block(Math.max(1, millis / 60));
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }, "blocking " + i));
        }
        for (Thread thread : threads) thread.start();
        for (Thread thread : threads) thread.join();
    }

    /** Copies the newest file of the recorder as it is, unfinished. */
    static void copyUnfinished(Path folder, Path target) throws Exception {
        try (Stream<Path> files = Files.walk(folder)) {
            Path newest = files.filter(f -> f.toString().endsWith(".jfr"))
                .max((a, b) -> a.getFileName().toString().compareTo(b.getFileName().toString()))
                .orElseThrow();
            Files.copy(newest, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    static volatile long computed;

    static void computeFor(int millis) {
        long end = System.nanoTime() + millis * 1_000_000L;
        while (System.nanoTime() < end) {
            long sum = computed;
            for (int i = 1; i < 100_000; i++) sum = sum * 31 + i % 7;
            computed = sum;
        }
    }

    public static void main(String[] args) throws Exception {
        int millis = Integer.parseInt(args[0]);
        int rounds = Integer.parseInt(args[1]);
        boolean records = args.length > 2;
        for (int i = 0; i < rounds; i++) {
            round(millis);
            // A snapshot makes the recorder begin a new chunk.
            if (records && i + 1 < rounds) FlightRecorder.getFlightRecorder().takeSnapshot().close();
        }
        if (records) {
            // On a busy machine a round may pass without one sample of the processor: this takes some of its time, and nothing else.
            computeFor(1_000);
            // What is in memory is written to the file once a second.
            Thread.sleep(2_200);
            copyUnfinished(Path.of(args[2]), Path.of(args[3]));
        }
    }
}
