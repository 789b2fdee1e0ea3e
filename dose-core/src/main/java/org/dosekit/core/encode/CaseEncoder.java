package org.dosekit.core.encode;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.dosekit.core.DoseDataException;
import org.dosekit.core.geometry.Grid;
import org.dosekit.core.geometry.GridBox;
import org.dosekit.core.geometry.VoxelValues;
import org.dosekit.core.patient.Case;
import org.dosekit.core.protocol.Channel;
import org.dosekit.core.protocol.ConstraintEntry;
import org.dosekit.core.protocol.Protocol;
import org.dosekit.core.protocol.StructureDefinition;
import org.dosekit.core.volume.DistanceField;
import org.dosekit.core.volume.Mask;
import org.dosekit.core.volume.Resampling;
import org.dosekit.core.volume.Volume;

/** Encodes cases of one protocol, and decodes the network's output. Immutable and thread-safe. */
public final class CaseEncoder {
  private static final VoxelValues EVERYWHERE =
      (first, target, to, count) -> Arrays.fill(target, to, to + count, 1);

  private final Protocol protocol;
  private final Encoding encoding;

  private CaseEncoder(Protocol protocol, Encoding encoding) {
    this.protocol = Objects.requireNonNull(protocol);
    this.encoding = Objects.requireNonNull(encoding);
  }

  /** An encoder for the cases of a protocol. */
  public static CaseEncoder of(Protocol protocol, Encoding encoding) {
    return new CaseEncoder(protocol, encoding);
  }

  /** The protocol. */
  public Protocol protocol() {
    return protocol;
  }

  /** The encoding. */
  public Encoding encoding() {
    return encoding;
  }

  /**
   * Encodes a case. Distances are measured on the case's own grid; channels are clipped and
   * normalised there, and averaged over blocks afterwards when the encoding is coarsened.
   *
   * @throws DoseDataException when the case is of another protocol, lacks a required structure, or
   *     its constraint values do not fit the protocol
   */
  public EncodedCase encode(Case patient) {
    requireUsable(patient);
    List<Channel> channels = protocol.channels();
    float[][] encoded = new float[channels.size()][];
    for (int c = 0; c < encoded.length; c++) {
      encoded[c] = encodeChannel(channels.get(c), patient);
    }
    double doseScaleGy = patient.prescription().highestGy();
    return new EncodedCase(
        patient.id(),
        networkGrid(patient),
        encoded,
        constraints(patient),
        doseScaleGy,
        patient.grid(),
        encoding.coarsening(),
        patient.doseGy().map(dose -> normalised(dose, doseScaleGy)),
        doseWeight(patient));
  }

  /**
   * Prepares a case for prediction, in little memory; {@link #encode} gives the same channels but
   * for the rounding of distances to 1/65534 of where they saturate.
   *
   * @param withinBody whether no dose is wanted outside the case's outline, where it has one
   * @throws DoseDataException as {@link #encode}, and when dose is wanted nowhere
   */
  public CaseInput input(Case patient, boolean withinBody) {
    requireUsable(patient);
    return new CaseInput(
        patient,
        networkGrid(patient),
        encoding.coarsening(),
        protocol.channels().stream().map(channel -> channelValues(channel, patient)).toList(),
        constraints(patient),
        CaseInput.region(patient, withinBody));
  }

  /**
   * The box of the network's grid outside which no dose of a case may be, without encoding it.
   *
   * @throws DoseDataException when the case's dose region is empty
   */
  public GridBox doseBox(Case patient) {
    return CaseInput.doseBox(
        CaseInput.region(patient, false),
        patient.grid(),
        encoding.coarsening(),
        networkGrid(patient));
  }

  private VoxelValues channelValues(Channel channel, Case patient) {
    if (channel instanceof Channel.SignedDistance sdf && patient.mask(sdf.structure()).isEmpty()) {
      float absent = (float) encoding.absentSdf();
      return (first, target, to, count) -> Arrays.fill(target, to, to + count, absent);
    }
    if (encoding.coarsening() > 1) {
      return VoxelValues.of(encodeChannel(channel, patient));
    }
    if (channel instanceof Channel.SignedDistance sdf) {
      return new RoundedValues(signedDistance(patient.mask(sdf.structure()).orElseThrow()));
    }
    if (channel instanceof Channel.Ct) {
      float[] hu = patient.ctHu().data();
      return (first, target, to, count) -> {
        for (int i = 0; i < count; i++) {
          target[to + i] = normalisedCt(hu[first + i]);
        }
      };
    }
    return patient.doseRegion().map(CaseEncoder::indicator).orElse(EVERYWHERE);
  }

  private static VoxelValues indicator(Mask mask) {
    return (first, target, to, count) -> {
      for (int i = 0; i < count; i++) {
        target[to + i] = mask.contains(first + i) ? 1 : 0;
      }
    };
  }

  private Grid networkGrid(Case patient) {
    int factor = encoding.coarsening();
    return factor == 1 ? patient.grid() : patient.grid().coarsened(factor);
  }

  private float[] encodeChannel(Channel channel, Case patient) {
    if (channel instanceof Channel.SignedDistance sdf) {
      Optional<Mask> mask = patient.mask(sdf.structure());
      return mask.isPresent()
          ? signedDistance(mask.get())
          : Volume.filled(networkGrid(patient), (float) encoding.absentSdf()).data();
    }
    return channel instanceof Channel.Ct
        ? ct(patient.ctHu())
        : onNetworkGrid(patient.grid(), doseWeight(patient));
  }

  private float[] ct(Volume ctHu) {
    float[] hu = ctHu.data();
    float[] values = new float[hu.length];
    for (int i = 0; i < hu.length; i++) {
      values[i] = normalisedCt(hu[i]);
    }
    return onNetworkGrid(ctHu.grid(), values);
  }

  private float normalisedCt(float hu) {
    double clippedHu = clipped(hu, encoding.ctMinHu(), encoding.ctMaxHu());
    return (float) (clippedHu / encoding.ctScaleHu() + encoding.ctOffset());
  }

  /** Compared, which is several times faster than {@code Math.max} and {@code min}; NaN stays. */
  private static double clipped(double value, double lowest, double highest) {
    return value < lowest ? lowest : value > highest ? highest : value;
  }

  private float[] signedDistance(Mask mask) {
    Grid grid = mask.grid();
    double clipMm = encoding.sdfClipMm();
    double shiftMm = encoding.halfVoxelSdf() ? smallestSpacingMm(grid) / 2 : 0;
    // Written to: nobody else has this volume.
    float[] values = DistanceField.signedMm(mask).data();
    for (int i = 0; i < values.length; i++) {
      // No distance is 0: a voxel is inside or outside.
      double mm = values[i] > 0 ? values[i] - shiftMm : values[i] + shiftMm;
      values[i] = (float) (clipped(mm, -clipMm, clipMm) / clipMm);
    }
    return onNetworkGrid(grid, values);
  }

  private static double smallestSpacingMm(Grid grid) {
    return Math.min(grid.spacing().yMm(), Math.min(grid.spacing().xMm(), grid.spacing().zMm()));
  }

  private static float[] doseWeight(Case patient) {
    if (patient.doseRegion().isEmpty()) {
      return Volume.filled(patient.grid(), 1).data();
    }
    Mask region = patient.doseRegion().get();
    float[] values = new float[region.grid().voxelCount()];
    region.indices().forEach(i -> values[i] = 1);
    return values;
  }

  private static float[] normalised(Volume doseGy, double doseScaleGy) {
    float[] gy = doseGy.data();
    float[] values = new float[gy.length];
    for (int i = 0; i < gy.length; i++) {
      values[i] = (float) (gy[i] / doseScaleGy);
    }
    return values;
  }

  private float[] onNetworkGrid(Grid grid, float[] values) {
    return encoding.coarsening() == 1
        ? values
        : Resampling.blockMean(Volume.of(grid, values), encoding.coarsening()).data();
  }

  /**
   * The constraint vector of a case, one value an entry of {@link Protocol#constraints}; the case's
   * own value where it has one.
   *
   * @throws DoseDataException when the case is of another protocol, has a value for no entry of the
   *     protocol, or lacks the prescription of a target it has
   */
  public float[] constraints(Case patient) {
    requireProtocol(patient);
    List<ConstraintEntry> entries = protocol.constraints();
    List<String> unknown = new ArrayList<>(patient.constraintValues().keySet());
    unknown.removeAll(entries.stream().map(ConstraintEntry::name).toList());
    if (!unknown.isEmpty()) {
      throw DoseDataException.of(
          patient.id(),
          "constraint values " + unknown,
          "entries of " + protocol.name() + ": " + names(entries),
          "correct or remove them");
    }
    float[] vector = new float[entries.size()];
    for (int i = 0; i < vector.length; i++) {
      ConstraintEntry entry = entries.get(i);
      Double own = patient.constraintValues().get(entry.name());
      vector[i] = (float) (own == null ? byRule(entry, patient) : own);
    }
    return vector;
  }

  private static String names(List<ConstraintEntry> entries) {
    return String.join(", ", entries.stream().map(ConstraintEntry::name).toList());
  }

  private static double byRule(ConstraintEntry entry, Case patient) {
    double highestGy = patient.prescription().highestGy();
    if (entry instanceof ConstraintEntry.PrescriptionLevel level) {
      return patient.structure(level.structure()).isEmpty()
          ? 0
          : prescribedGy(level, patient) / highestGy;
    } else if (entry instanceof ConstraintEntry.Presence presence) {
      return patient.structure(presence.structure()).isPresent() ? 1 : 0;
    } else if (entry instanceof ConstraintEntry.DoseLimit limit) {
      return limit.doseGy() / highestGy;
    } else if (entry instanceof ConstraintEntry.Fixed fixed) {
      return fixed.value();
    }
    throw new IllegalStateException("no rule for " + entry);
  }

  private static double prescribedGy(ConstraintEntry.PrescriptionLevel level, Case patient) {
    Map<String, Double> doseGyByTarget = patient.prescription().doseGyByTarget();
    Double doseGy = doseGyByTarget.get(level.structure());
    if (doseGy == null) {
      throw DoseDataException.of(
          patient.id(),
          "target '" + level.structure() + "' without a prescribed dose",
          "a dose in Gy for each target that has a level",
          "prescribe it, or give the case its own value of '" + level.name() + "'");
    }
    return doseGy;
  }

  /**
   * The dose in Gy on the case's own grid: times the scale, negative values 0, trilinear from a
   * coarsened grid, zero outside the case's dose region.
   *
   * @param dose normalised, (Y, X, Z) flat on {@code encoded.grid()}
   * @throws IllegalArgumentException when the dose does not fit the encoded case, or that was made
   *     from another case
   * @throws DoseDataException when the dose holds NaN or infinity
   */
  public Volume decode(float[] dose, EncodedCase encoded, Case patient) {
    if (!encoded.id().equals(patient.id())
        || !encoded.grid().equals(networkGrid(patient))
        || dose.length != encoded.grid().voxelCount()) {
      throw new IllegalArgumentException(
          "a dose of %d values for case '%s' on %s does not fit case '%s' on %s"
              .formatted(
                  dose.length,
                  encoded.id(),
                  encoded.grid().shape(),
                  patient.id(),
                  networkGrid(patient).shape()));
    }
    return decodeInPlace(dose.clone(), encoded.grid(), patient, patient.doseRegion());
  }

  /**
   * Like {@link #decode(float[], EncodedCase, Case)}: zero wherever no dose is wanted.
   *
   * @param dose normalised, (Y, X, Z) flat of {@code input.shape()}; taken over and written to
   * @throws IllegalArgumentException when the dose is not of that shape
   * @throws DoseDataException when the dose holds NaN or infinity
   */
  public Volume decode(float[] dose, CaseInput input) {
    if (dose.length != input.grid().voxelCount()) {
      throw new IllegalArgumentException(
          "a dose of %d values for %s voxels".formatted(dose.length, input.shape()));
    }
    return decodeInPlace(dose, input.grid(), input.patient(), input.region());
  }

  private Volume decodeInPlace(float[] doseGy, Grid grid, Case patient, Optional<Mask> region) {
    double scaleGy = patient.prescription().highestGy();
    for (int i = 0; i < doseGy.length; i++) {
      if (!Float.isFinite(doseGy[i])) {
        throw DoseDataException.of(
            patient.id(),
            "NaN or infinity in the predicted dose",
            "finite numbers",
            "check the model, and the case's CT");
      }
      doseGy[i] = (float) Math.max(0, doseGy[i] * scaleGy);
    }
    Volume onNetworkGrid = Volume.of(grid, doseGy);
    Volume onCaseGrid =
        encoding.coarsening() == 1
            ? onNetworkGrid
            : Resampling.trilinearClamped(onNetworkGrid, patient.grid());
    region.ifPresent(mask -> clearOutside(mask, onCaseGrid.data()));
    return onCaseGrid;
  }

  private static void clearOutside(Mask region, float[] doseGy) {
    for (int i = 0; i < doseGy.length; i++) {
      if (!region.contains(i)) {
        doseGy[i] = 0;
      }
    }
  }

  private void requireUsable(Case patient) {
    requireProtocol(patient);
    for (StructureDefinition structure : protocol.structures()) {
      if (structure.required() && patient.structure(structure.name()).isEmpty()) {
        throw DoseDataException.of(
            patient.id(),
            "no structure '" + structure.name() + "'",
            "the structures that " + protocol.name() + " requires",
            "contour it, or map its name on import");
      }
    }
  }

  private void requireProtocol(Case patient) {
    if (!patient.protocol().equals(protocol.name())) {
      throw DoseDataException.of(
          patient.id(),
          "a case of protocol '" + patient.protocol() + "'",
          "protocol '" + protocol.name() + "'",
          "use a model of the case's protocol, or import the case under this one");
    }
  }
}
