package org.dosekit.dicom.file;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The attributes that are ever read or written, in the order of their tags. All others, private
 * ones first of all, are passed over unread: what is not here cannot leak.
 */
public enum Attribute {
  /** (0002,0001) OB. */
  FILE_META_INFORMATION_VERSION(0x00020001, Vr.OB, "FileMetaInformationVersion"),
  /** (0002,0002) UI. */
  MEDIA_STORAGE_SOP_CLASS_UID(0x00020002, Vr.UI, "MediaStorageSOPClassUID"),
  /** (0002,0003) UI. */
  MEDIA_STORAGE_SOP_INSTANCE_UID(0x00020003, Vr.UI, "MediaStorageSOPInstanceUID"),
  /** (0002,0010) UI. */
  TRANSFER_SYNTAX_UID(0x00020010, Vr.UI, "TransferSyntaxUID"),
  /** (0002,0012) UI. */
  IMPLEMENTATION_CLASS_UID(0x00020012, Vr.UI, "ImplementationClassUID"),
  /** (0002,0013) SH. */
  IMPLEMENTATION_VERSION_NAME(0x00020013, Vr.SH, "ImplementationVersionName"),
  /** (0008,0005) CS. */
  SPECIFIC_CHARACTER_SET(0x00080005, Vr.CS, "SpecificCharacterSet"),
  /** (0008,0008) CS. */
  IMAGE_TYPE(0x00080008, Vr.CS, "ImageType"),
  /** (0008,0012) DA. */
  INSTANCE_CREATION_DATE(0x00080012, Vr.DA, "InstanceCreationDate"),
  /** (0008,0013) TM. */
  INSTANCE_CREATION_TIME(0x00080013, Vr.TM, "InstanceCreationTime"),
  /** (0008,0016) UI. */
  SOP_CLASS_UID(0x00080016, Vr.UI, "SOPClassUID"),
  /** (0008,0018) UI. */
  SOP_INSTANCE_UID(0x00080018, Vr.UI, "SOPInstanceUID"),
  /** (0008,0020) DA. */
  STUDY_DATE(0x00080020, Vr.DA, "StudyDate"),
  /** (0008,0030) TM. */
  STUDY_TIME(0x00080030, Vr.TM, "StudyTime"),
  /** (0008,0050) SH. */
  ACCESSION_NUMBER(0x00080050, Vr.SH, "AccessionNumber"),
  /** (0008,0060) CS. */
  MODALITY(0x00080060, Vr.CS, "Modality"),
  /** (0008,0070) LO. */
  MANUFACTURER(0x00080070, Vr.LO, "Manufacturer"),
  /** (0008,0090) PN. */
  REFERRING_PHYSICIAN_NAME(0x00080090, Vr.PN, "ReferringPhysicianName"),
  /** (0008,1030) LO. */
  STUDY_DESCRIPTION(0x00081030, Vr.LO, "StudyDescription"),
  /** (0008,103E) LO. */
  SERIES_DESCRIPTION(0x0008103E, Vr.LO, "SeriesDescription"),
  /** (0008,1070) OperatorsName. */
  OPERATORS_NAME(0x00081070, Vr.PN, "OperatorsName"),
  /** (0008,1090) LO. */
  MANUFACTURER_MODEL_NAME(0x00081090, Vr.LO, "ManufacturerModelName"),
  /** (0008,1140) SQ. */
  REFERENCED_IMAGE_SEQUENCE(0x00081140, Vr.SQ, "ReferencedImageSequence"),
  /** (0008,1150) UI. */
  REFERENCED_SOP_CLASS_UID(0x00081150, Vr.UI, "ReferencedSOPClassUID"),
  /** (0008,1155) UI. */
  REFERENCED_SOP_INSTANCE_UID(0x00081155, Vr.UI, "ReferencedSOPInstanceUID"),
  /** (0010,0010) PN. */
  PATIENT_NAME(0x00100010, Vr.PN, "PatientName"),
  /** (0010,0020) LO. */
  PATIENT_ID(0x00100020, Vr.LO, "PatientID"),
  /** (0010,0030) DA. */
  PATIENT_BIRTH_DATE(0x00100030, Vr.DA, "PatientBirthDate"),
  /** (0010,0040) CS. */
  PATIENT_SEX(0x00100040, Vr.CS, "PatientSex"),
  /** (0018,0050) DS. */
  SLICE_THICKNESS(0x00180050, Vr.DS, "SliceThickness"),
  /** (0018,1020) LO. */
  SOFTWARE_VERSIONS(0x00181020, Vr.LO, "SoftwareVersions"),
  /** (0018,1120) DS. */
  GANTRY_DETECTOR_TILT(0x00181120, Vr.DS, "GantryDetectorTilt"),
  /** (0018,5100) CS. */
  PATIENT_POSITION(0x00185100, Vr.CS, "PatientPosition"),
  /** (0020,000D) UI. */
  STUDY_INSTANCE_UID(0x0020000D, Vr.UI, "StudyInstanceUID"),
  /** (0020,000E) UI. */
  SERIES_INSTANCE_UID(0x0020000E, Vr.UI, "SeriesInstanceUID"),
  /** (0020,0010) SH. */
  STUDY_ID(0x00200010, Vr.SH, "StudyID"),
  /** (0020,0011) IS. */
  SERIES_NUMBER(0x00200011, Vr.IS, "SeriesNumber"),
  /** (0020,0013) IS. */
  INSTANCE_NUMBER(0x00200013, Vr.IS, "InstanceNumber"),
  /** (0020,0032) DS. */
  IMAGE_POSITION_PATIENT(0x00200032, Vr.DS, "ImagePositionPatient"),
  /** (0020,0037) DS. */
  IMAGE_ORIENTATION_PATIENT(0x00200037, Vr.DS, "ImageOrientationPatient"),
  /** (0020,0052) UI. */
  FRAME_OF_REFERENCE_UID(0x00200052, Vr.UI, "FrameOfReferenceUID"),
  /** (0020,1040) LO. */
  POSITION_REFERENCE_INDICATOR(0x00201040, Vr.LO, "PositionReferenceIndicator"),
  /** (0028,0002) US. */
  SAMPLES_PER_PIXEL(0x00280002, Vr.US, "SamplesPerPixel"),
  /** (0028,0004) CS. */
  PHOTOMETRIC_INTERPRETATION(0x00280004, Vr.CS, "PhotometricInterpretation"),
  /** (0028,0008) IS. */
  NUMBER_OF_FRAMES(0x00280008, Vr.IS, "NumberOfFrames"),
  /** (0028,0009) AT. */
  FRAME_INCREMENT_POINTER(0x00280009, Vr.AT, "FrameIncrementPointer"),
  /** (0028,0010) US. */
  ROWS(0x00280010, Vr.US, "Rows"),
  /** (0028,0011) US. */
  COLUMNS(0x00280011, Vr.US, "Columns"),
  /** (0028,0030) DS. */
  PIXEL_SPACING(0x00280030, Vr.DS, "PixelSpacing"),
  /** (0028,0100) US. */
  BITS_ALLOCATED(0x00280100, Vr.US, "BitsAllocated"),
  /** (0028,0101) US. */
  BITS_STORED(0x00280101, Vr.US, "BitsStored"),
  /** (0028,0102) US. */
  HIGH_BIT(0x00280102, Vr.US, "HighBit"),
  /** (0028,0103) US. */
  PIXEL_REPRESENTATION(0x00280103, Vr.US, "PixelRepresentation"),
  /** (0028,0120) US. */
  PIXEL_PADDING_VALUE(0x00280120, Vr.US, "PixelPaddingValue"),
  /** (0028,0121) US. */
  PIXEL_PADDING_RANGE_LIMIT(0x00280121, Vr.US, "PixelPaddingRangeLimit"),
  /** (0028,1052) DS. */
  RESCALE_INTERCEPT(0x00281052, Vr.DS, "RescaleIntercept"),
  /** (0028,1053) DS. */
  RESCALE_SLOPE(0x00281053, Vr.DS, "RescaleSlope"),
  /** (0028,1054) LO. */
  RESCALE_TYPE(0x00281054, Vr.LO, "RescaleType"),
  /** (3002,0050) SQ. */
  PRIMARY_FLUENCE_MODE_SEQUENCE(0x30020050, Vr.SQ, "PrimaryFluenceModeSequence"),
  /** (3004,0002) CS. */
  DOSE_UNITS(0x30040002, Vr.CS, "DoseUnits"),
  /** (3004,0004) CS. */
  DOSE_TYPE(0x30040004, Vr.CS, "DoseType"),
  /** (3004,0006) LO. */
  DOSE_COMMENT(0x30040006, Vr.LO, "DoseComment"),
  /** (3004,000A) CS. */
  DOSE_SUMMATION_TYPE(0x3004000A, Vr.CS, "DoseSummationType"),
  /** (3004,000C) DS. */
  GRID_FRAME_OFFSET_VECTOR(0x3004000C, Vr.DS, "GridFrameOffsetVector"),
  /** (3004,000E) DS. */
  DOSE_GRID_SCALING(0x3004000E, Vr.DS, "DoseGridScaling"),
  /** (3004,0014) CS. */
  TISSUE_HETEROGENEITY_CORRECTION(0x30040014, Vr.CS, "TissueHeterogeneityCorrection"),
  /** (3006,0002) SH. */
  STRUCTURE_SET_LABEL(0x30060002, Vr.SH, "StructureSetLabel"),
  /** (3006,0010) SQ. */
  REFERENCED_FRAME_OF_REFERENCE_SEQUENCE(0x30060010, Vr.SQ, "ReferencedFrameOfReferenceSequence"),
  /** (3006,0012) SQ. */
  RT_REFERENCED_STUDY_SEQUENCE(0x30060012, Vr.SQ, "RTReferencedStudySequence"),
  /** (3006,0014) SQ. */
  RT_REFERENCED_SERIES_SEQUENCE(0x30060014, Vr.SQ, "RTReferencedSeriesSequence"),
  /** (3006,0016) SQ. */
  CONTOUR_IMAGE_SEQUENCE(0x30060016, Vr.SQ, "ContourImageSequence"),
  /** (3006,0020) SQ. */
  STRUCTURE_SET_ROI_SEQUENCE(0x30060020, Vr.SQ, "StructureSetROISequence"),
  /** (3006,0022) IS. */
  ROI_NUMBER(0x30060022, Vr.IS, "ROINumber"),
  /** (3006,0024) UI. */
  REFERENCED_FRAME_OF_REFERENCE_UID(0x30060024, Vr.UI, "ReferencedFrameOfReferenceUID"),
  /** (3006,0026) LO. */
  ROI_NAME(0x30060026, Vr.LO, "ROIName"),
  /** (3006,0039) SQ. */
  ROI_CONTOUR_SEQUENCE(0x30060039, Vr.SQ, "ROIContourSequence"),
  /** (3006,0040) SQ. */
  CONTOUR_SEQUENCE(0x30060040, Vr.SQ, "ContourSequence"),
  /** (3006,0042) CS. */
  CONTOUR_GEOMETRIC_TYPE(0x30060042, Vr.CS, "ContourGeometricType"),
  /** (3006,0046) IS. */
  NUMBER_OF_CONTOUR_POINTS(0x30060046, Vr.IS, "NumberOfContourPoints"),
  /** (3006,0050) DS. */
  CONTOUR_DATA(0x30060050, Vr.DS, "ContourData"),
  /** (3006,0080) SQ. */
  RT_ROI_OBSERVATIONS_SEQUENCE(0x30060080, Vr.SQ, "RTROIObservationsSequence"),
  /** (3006,0084) IS. */
  REFERENCED_ROI_NUMBER(0x30060084, Vr.IS, "ReferencedROINumber"),
  /** (3006,00A4) CS. */
  RT_ROI_INTERPRETED_TYPE(0x300600A4, Vr.CS, "RTROIInterpretedType"),
  /** (300A,0002) SH. */
  RT_PLAN_LABEL(0x300A0002, Vr.SH, "RTPlanLabel"),
  /** (300A,000C) CS. */
  RT_PLAN_GEOMETRY(0x300A000C, Vr.CS, "RTPlanGeometry"),
  /** (300A,0010) SQ. */
  DOSE_REFERENCE_SEQUENCE(0x300A0010, Vr.SQ, "DoseReferenceSequence"),
  /** (300A,0012) IS. */
  DOSE_REFERENCE_NUMBER(0x300A0012, Vr.IS, "DoseReferenceNumber"),
  /** (300A,0014) CS. */
  DOSE_REFERENCE_STRUCTURE_TYPE(0x300A0014, Vr.CS, "DoseReferenceStructureType"),
  /** (300A,0020) CS. */
  DOSE_REFERENCE_TYPE(0x300A0020, Vr.CS, "DoseReferenceType"),
  /** (300A,0026) DS. */
  TARGET_PRESCRIPTION_DOSE(0x300A0026, Vr.DS, "TargetPrescriptionDose"),
  /** (300A,0070) SQ. */
  FRACTION_GROUP_SEQUENCE(0x300A0070, Vr.SQ, "FractionGroupSequence"),
  /** (300A,0071) IS. */
  FRACTION_GROUP_NUMBER(0x300A0071, Vr.IS, "FractionGroupNumber"),
  /** (300A,0078) IS. */
  NUMBER_OF_FRACTIONS_PLANNED(0x300A0078, Vr.IS, "NumberOfFractionsPlanned"),
  /** (300A,0080) IS. */
  NUMBER_OF_BEAMS(0x300A0080, Vr.IS, "NumberOfBeams"),
  /** (300A,0084) DS. */
  BEAM_DOSE(0x300A0084, Vr.DS, "BeamDose"),
  /** (300A,0086) DS. */
  BEAM_METERSET(0x300A0086, Vr.DS, "BeamMeterset"),
  /** (300A,00B0) SQ. */
  BEAM_SEQUENCE(0x300A00B0, Vr.SQ, "BeamSequence"),
  /** (300A,00B6) SQ. */
  BEAM_LIMITING_DEVICE_SEQUENCE(0x300A00B6, Vr.SQ, "BeamLimitingDeviceSequence"),
  /** (300A,00B8) CS. */
  RT_BEAM_LIMITING_DEVICE_TYPE(0x300A00B8, Vr.CS, "RTBeamLimitingDeviceType"),
  /** (300A,00BC) IS. */
  NUMBER_OF_LEAF_JAW_PAIRS(0x300A00BC, Vr.IS, "NumberOfLeafJawPairs"),
  /** (300A,00BE) DS. */
  LEAF_POSITION_BOUNDARIES(0x300A00BE, Vr.DS, "LeafPositionBoundaries"),
  /** (300A,00C0) IS. */
  BEAM_NUMBER(0x300A00C0, Vr.IS, "BeamNumber"),
  /** (300A,00C4) CS. */
  BEAM_TYPE(0x300A00C4, Vr.CS, "BeamType"),
  /** (300A,00C6) CS. */
  RADIATION_TYPE(0x300A00C6, Vr.CS, "RadiationType"),
  /** (300A,00CE) CS. */
  TREATMENT_DELIVERY_TYPE(0x300A00CE, Vr.CS, "TreatmentDeliveryType"),
  /** (300A,010E) DS. */
  FINAL_CUMULATIVE_METERSET_WEIGHT(0x300A010E, Vr.DS, "FinalCumulativeMetersetWeight"),
  /** (300A,0110) IS. */
  NUMBER_OF_CONTROL_POINTS(0x300A0110, Vr.IS, "NumberOfControlPoints"),
  /** (300A,0111) SQ. */
  CONTROL_POINT_SEQUENCE(0x300A0111, Vr.SQ, "ControlPointSequence"),
  /** (300A,0112) IS. */
  CONTROL_POINT_INDEX(0x300A0112, Vr.IS, "ControlPointIndex"),
  /** (300A,0114) DS. */
  NOMINAL_BEAM_ENERGY(0x300A0114, Vr.DS, "NominalBeamEnergy"),
  /** (300A,011A) SQ. */
  BEAM_LIMITING_DEVICE_POSITION_SEQUENCE(0x300A011A, Vr.SQ, "BeamLimitingDevicePositionSequence"),
  /** (300A,011C) DS. */
  LEAF_JAW_POSITIONS(0x300A011C, Vr.DS, "LeafJawPositions"),
  /** (300A,011E) DS. */
  GANTRY_ANGLE(0x300A011E, Vr.DS, "GantryAngle"),
  /** (300A,011F) CS. */
  GANTRY_ROTATION_DIRECTION(0x300A011F, Vr.CS, "GantryRotationDirection"),
  /** (300A,0120) DS. */
  BEAM_LIMITING_DEVICE_ANGLE(0x300A0120, Vr.DS, "BeamLimitingDeviceAngle"),
  /** (300A,0122) DS. */
  PATIENT_SUPPORT_ANGLE(0x300A0122, Vr.DS, "PatientSupportAngle"),
  /** (300A,012C) DS. */
  ISOCENTER_POSITION(0x300A012C, Vr.DS, "IsocenterPosition"),
  /** (300A,0134) DS. */
  CUMULATIVE_METERSET_WEIGHT(0x300A0134, Vr.DS, "CumulativeMetersetWeight"),
  /** (300A,0180) SQ. */
  PATIENT_SETUP_SEQUENCE(0x300A0180, Vr.SQ, "PatientSetupSequence"),
  /** (300C,0002) SQ. */
  REFERENCED_RT_PLAN_SEQUENCE(0x300C0002, Vr.SQ, "ReferencedRTPlanSequence"),
  /** (300C,0004) SQ. */
  REFERENCED_BEAM_SEQUENCE(0x300C0004, Vr.SQ, "ReferencedBeamSequence"),
  /** (300C,0006) IS. */
  REFERENCED_BEAM_NUMBER(0x300C0006, Vr.IS, "ReferencedBeamNumber"),
  /** (300C,0060) SQ. */
  REFERENCED_STRUCTURE_SET_SEQUENCE(0x300C0060, Vr.SQ, "ReferencedStructureSetSequence"),
  /** (300C,0080) SQ. */
  REFERENCED_DOSE_SEQUENCE(0x300C0080, Vr.SQ, "ReferencedDoseSequence"),
  /** (7FE0,0010) OW. */
  PIXEL_DATA(0x7FE00010, Vr.OW, "PixelData");

  private static final Map<Integer, Attribute> BY_TAG = byTag();

  private final int tag;
  private final Vr vr;
  private final String keyword;

  Attribute(int tag, Vr vr, String keyword) {
    this.tag = tag;
    this.vr = vr;
    this.keyword = keyword;
  }

  /** The attribute of a tag, if it is one of these. */
  static Optional<Attribute> of(int tag) {
    return Optional.ofNullable(BY_TAG.get(tag));
  }

  /** Group in the upper, element in the lower 16 bits. */
  int tag() {
    return tag;
  }

  Vr vr() {
    return vr;
  }

  /** The keyword of PS3.6. */
  public String keyword() {
    return keyword;
  }

  /** The keyword and the tag, as {@code Rows (0028,0010)}. */
  @Override
  public String toString() {
    return "%s (%04X,%04X)".formatted(keyword, tag >>> 16, tag & 0xFFFF);
  }

  private static Map<Integer, Attribute> byTag() {
    Map<Integer, Attribute> result = new HashMap<>();
    for (Attribute attribute : values()) {
      result.put(attribute.tag, attribute);
    }
    return result;
  }
}
