#if !Compression
    /// Stands in for the transform in a build without the trait `Compression`, so that its absence explains itself.
    @available(
        *, unavailable, message: "enable the package trait 'Compression', which needs zlib, to compress payloads"
    )
    public struct PayloadCompression {
        /// Never called: the type is unavailable.
        public init() {}
    }
#endif
