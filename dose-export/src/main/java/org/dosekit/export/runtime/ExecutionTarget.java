package org.dosekit.export.runtime;

import java.util.List;
import java.util.Locale;
import java.util.Objects;

/**
 * On what a model runs.
 *
 * @param kind what it is
 * @param device which GPU, from 0; 0 where there is no choice
 */
public record ExecutionTarget(Kind kind, int device) {
  /** The best there is: TensorRT, else CUDA, else the CPU. */
  public static final ExecutionTarget AUTO = new ExecutionTarget(Kind.AUTO, 0);

  /** The CPU. */
  public static final ExecutionTarget CPU = new ExecutionTarget(Kind.CPU, 0);

  private static final int MAX_DEVICE = 1023;

  /** The kinds there are. */
  public enum Kind {
    /** Whatever is there, best first. */
    AUTO,
    /** The processor. */
    CPU,
    /** An NVIDIA GPU through CUDA and cuDNN. */
    CUDA,
    /** An NVIDIA GPU through TensorRT, which compiles the model for it. */
    TENSORRT;

    /** The name in texts: lower case. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Checks the device. */
  public ExecutionTarget {
    Objects.requireNonNull(kind);
    boolean gpu = kind == Kind.CUDA || kind == Kind.TENSORRT;
    if (device < 0 || device > MAX_DEVICE || (device > 0 && !gpu)) {
      throw new IllegalArgumentException(
          "device %d of %s; a GPU from 0 to %d, and 0 without one"
              .formatted(device, kind.label(), MAX_DEVICE));
    }
  }

  /** A GPU through CUDA. */
  public static ExecutionTarget cuda(int device) {
    return new ExecutionTarget(Kind.CUDA, device);
  }

  /** A GPU through TensorRT. */
  public static ExecutionTarget tensorRt(int device) {
    return new ExecutionTarget(Kind.TENSORRT, device);
  }

  /**
   * Reads {@code auto}, {@code cpu}, {@code cuda}, {@code tensorrt}, the last two with {@code :id}
   * at will.
   *
   * @throws IllegalArgumentException when it is none of them
   */
  public static ExecutionTarget parse(String text) {
    String[] parts = text.split(":", 2);
    for (Kind kind : Kind.values()) {
      boolean numbered = parts.length == 2 && parts[1].matches("[0-9]{1,4}");
      if (kind.label().equals(parts[0]) && (parts.length == 1 || numbered)) {
        return new ExecutionTarget(kind, numbered ? Integer.parseInt(parts[1]) : 0);
      }
    }
    throw new IllegalArgumentException(
        "device '" + text + "'; auto, cpu, cuda, cuda:1, tensorrt or tensorrt:1");
  }

  /** What is tried for this target, in order. */
  List<ExecutionTarget> rungs() {
    return kind == Kind.AUTO ? List.of(tensorRt(0), cuda(0), CPU) : List.of(this);
  }

  /** As {@link #parse} reads it. */
  @Override
  public String toString() {
    return device == 0 ? kind.label() : kind.label() + ":" + device;
  }
}
