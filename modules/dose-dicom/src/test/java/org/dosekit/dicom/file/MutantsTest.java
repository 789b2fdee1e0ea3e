package org.dosekit.dicom.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.dosekit.core.DoseDataException;
import org.dosekit.dicom.rt.RtDose;
import org.dosekit.dicom.rt.RtPlan;
import org.dosekit.dicom.rt.RtStructureSet;
import org.dosekit.dicom.rt.SopClass;
import org.dosekit.dicom.rt.SyntheticStudy;
import org.dosekit.dicom.rt.SyntheticStudy.Box;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Twenty-four thousand damaged files of every object in every encoding: bytes changed, cut,
 * repeated, lengths made huge. Nothing but a {@link DoseDataException}, no memory beyond what
 * {@link DicomFile} states, no time.
 */
class MutantsTest {
  private static final int MUTANTS = 24_000;

  /** A frame of 8-bit pixels by RLE becomes doubles. */
  private static final long PIXEL_MEMORY_PER_BYTE = 64L * 8;

  private static final long FIXED_MEMORY = 1 << 20;

  private static final byte[][] LENGTHS = {
    {-1, -1, -1, -1}, {-1, -1, -1, 0x7F}, {0, 0, 0, -128}, {-2, -1, 0, 0}, {0, 0, 0, 0}
  };

  private record Seed(Encoded encoding, byte[] bytes) {}

  /** So that what is damaged below was whole. */
  @ParameterizedTest
  @EnumSource(Encoded.class)
  void everyEncodingIsTheSameObject(Encoded encoding) throws IOException {
    for (DataSetBuilder builder : objects()) {
      DataSet built = builder.build();
      DicomFile plain = DicomFile.parse("plain", Encoded.EXPLICIT.file(built));
      DicomFile file = DicomFile.parse("file", encoding.file(built));
      assertEquals(encoding.syntax(), file.syntax());
      assertEquals(plain.dataSet().attributes(), file.dataSet().attributes());
      if (plain.dataSet().has(Attribute.PIXEL_DATA)) {
        for (int frame = 0; frame < PixelData.of(plain).frames(); frame++) {
          assertArrayEquals(PixelData.of(plain).frame(frame), PixelData.of(file).frame(frame));
        }
      }
      open(encoding.file(built));
    }
  }

  @Test
  void aDamagedFileIsRefusedOrRead() throws IOException {
    List<Seed> seeds = seeds();
    SplittableRandom random = new SplittableRandom(20261123);
    assertTimeout(
        Duration.ofSeconds(60),
        () -> {
          for (int i = 0; i < MUTANTS; i++) {
            Seed seed = seeds.get(i % seeds.size());
            byte[] mutant = mutant(seed.bytes(), random);
            long before = allocated();
            try {
              open(mutant);
            } catch (DoseDataException expected) {
              assertTrue(expected.getMessage().length() < 2000);
            } catch (RuntimeException | Error e) {
              fail("mutant " + i + ", " + seed.encoding(), e);
            }
            long taken = allocated() - before;
            long unpacked =
                (long) mutant.length
                    * (seed.encoding() == Encoded.DEFLATED ? DicomFile.MAX_INFLATION : 1);
            assertTrue(
                taken <= PIXEL_MEMORY_PER_BYTE * unpacked + FIXED_MEMORY,
                "mutant " + i + " of " + mutant.length + " bytes took " + taken);
          }
        });
  }

  private static void open(byte[] bytes) {
    DicomFile file = DicomFile.parse("mutant", bytes);
    switch (SopClass.of(file.dataSet())) {
      case RT_STRUCTURE_SET -> RtStructureSet.of(file).rois().forEach(roi -> roi.contours());
      case RT_PLAN -> RtPlan.of(file);
      case RT_DOSE -> RtDose.of(file).volume();
      default -> {
        PixelData pixels = PixelData.of(file);
        for (int frame = 0; frame < Math.min(3, pixels.frames()); frame++) {
          pixels.frame(frame);
        }
      }
    }
  }

  private static List<DataSetBuilder> objects() {
    return List.of(
        SyntheticStudy.ctSlice(1, 0),
        SyntheticStudy.structures(new Box("PTV70", "PTV", -6, 6, -30, -20, 0, 2.5, 5)),
        SyntheticStudy.plan(70, 56),
        SyntheticStudy.dose());
  }

  private static List<Seed> seeds() throws IOException {
    List<Seed> seeds = new ArrayList<>();
    for (Encoded encoding : Encoded.values()) {
      for (DataSetBuilder builder : objects()) {
        seeds.add(new Seed(encoding, encoding.file(builder.build())));
      }
    }
    return seeds;
  }

  private static byte[] mutant(byte[] seed, SplittableRandom random) {
    byte[] mutant = seed.clone();
    int changes = 1 + random.nextInt(4);
    for (int change = 0; change < changes; change++) {
      // The preamble holds nothing: most changes hit what is read.
      int at = 128 + random.nextInt(mutant.length - 132);
      switch (random.nextInt(5)) {
        case 0 -> mutant[at] = (byte) random.nextInt();
        case 1 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> System.arraycopy(LENGTHS[random.nextInt(LENGTHS.length)], 0, mutant, at, 4);
        case 3 -> {
          int from = 128 + random.nextInt(mutant.length - 132);
          int count = Math.min(random.nextInt(64), mutant.length - Math.max(at, from));
          System.arraycopy(mutant, from, mutant, at, count);
        }
        default -> {
          int length = Math.max(200, at);
          mutant = Arrays.copyOf(mutant, Math.min(length, mutant.length));
        }
      }
    }
    return mutant;
  }

  /** By reflection: the module under test does not read java.management. */
  private static long allocated() {
    try {
      Object threads =
          Class.forName("java.lang.management.ManagementFactory")
              .getMethod("getThreadMXBean")
              .invoke(null);
      Object bytes =
          Class.forName("com.sun.management.ThreadMXBean")
              .getMethod("getThreadAllocatedBytes", long.class)
              .invoke(threads, Thread.currentThread().getId());
      return (Long) bytes;
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("this JVM does not count allocations", e);
    }
  }
}
