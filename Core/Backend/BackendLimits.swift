/// What one commit and one row may hold.
///
/// A backend must take at least the defaults for operations and bytes of a commit. Core splits bulk work by them.
public struct BackendLimits: Sendable, Equatable {
    /// The most operations in one commit.
    public var operationsPerCommit = 100
    /// The most bytes in one commit, all values added up.
    public var bytesPerCommit = 4 << 20
    /// The most bytes in one row.
    public var bytesPerRow = 350_000
    /// The most bytes in the partition columns of a key or index.
    public var bytesPerPartition = 2_000
    /// The most bytes in the sort columns of a key or index.
    public var bytesPerSort = 1_000

    /// The least that every backend takes.
    public init() {}
}
