// A plain list, as that of the checks.
extension Mutant {
    /// Every mutant.
    public static let all: [Mutant] =
        commitMutants + groupMutants + getMutants + scanMutants + indexMutants + takeMutants + rangeMutants
        + valueMutants + keyMutants + runMutants + stepMutants + stateMutants + leaseMutants
        + ruleMutants + payloadMutants + handleMutants + lineMutants + tenantMutants + migrationMutants + shapeMutants
}
