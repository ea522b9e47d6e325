// A plain list, as that of the checks.
extension Mutant {
    /// Every mutant.
    public static let all: [Mutant] =
        commitMutants + groupMutants + getMutants + scanMutants + indexMutants + takeMutants + rangeMutants
        + valueMutants + keyMutants + runMutants + stepMutants + stateMutants + leaseMutants + eventMutants
        + eventReadMutants + streamMutants + snapshotMutants + ruleMutants + handleMutants + lineMutants
        + tenantMutants + migrationMutants + shapeMutants + retentionMutants + metadataMutants + operatorMutants
        + scheduleMutants + observationMutants + queueMutants + queueAnswerMutants + queueKeyMutants + hookMutants
        + messageMutants + approvalMutants + timerMutants + lockMutants + resultMutants + limitMutants
        + payloadMutants
}
