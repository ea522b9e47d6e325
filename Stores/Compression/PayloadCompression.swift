#if Compression
    internal import CHoldfastCompression
    public import HoldfastCore

    /// Makes payloads smaller with zlib. It must stand before an encryption, whose output cannot be compressed.
    ///
    /// Payloads that are short, or would not shrink, stay as they are.
    public struct PayloadCompression: PayloadTransform {
        /// What values name it.
        public let name = "zlib"
        /// It has no key.
        public let keyID: String? = nil
        /// Shorter payloads stay as they are; 1,024 bytes by default.
        public let minimumBytes: Int
        /// The most bytes that a value may expand to, so that damaged ones cannot fill the memory.
        public let maximumBytes: Int

        /// A compression of payloads of at least so many bytes.
        ///
        /// - Parameter maximumBytes: At least the store's own limit; 64 MiB by default, as there.
        public init(minimumBytes: Int = 1_024, maximumBytes: Int = 64 << 20) {
            self.minimumBytes = minimumBytes
            self.maximumBytes = maximumBytes
        }

        /// The number of bytes, then zlib's form of them.
        public func encode(_ bytes: [UInt8], at place: PayloadPlace) async throws(BackendError) -> [UInt8]? {
            guard bytes.count >= minimumBytes, bytes.count <= maximumBytes else { return nil }
            let bound = Int(compressBound(uLong(bytes.count)))
            var size = uLong(bound)
            let packed = unsafe [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
                // zlib writes at most `size` bytes, which is what the buffer has, and sets it to what it wrote.
                let result = unsafe compress2(
                    buffer.baseAddress, &size, bytes, uLong(bytes.count), Z_DEFAULT_COMPRESSION)
                count = result == Z_OK ? Int(size) : 0
            }
            guard !packed.isEmpty, packed.count + 8 < bytes.count else { return nil }
            let head = stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: bytes.count >> $0) }
            return head + packed
        }

        /// The bytes that were compressed. Throws `.corrupted` where these are none such.
        public func decode(
            _ bytes: [UInt8], keyID: String?, at place: PayloadPlace
        ) async throws(BackendError) -> [UInt8] {
            let expected = bytes.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            guard bytes.count > 8, expected <= UInt64(maximumBytes) else { throw damaged(place) }
            let packed = Array(bytes[8...])
            var size = uLong(expected)
            var isWhole = false
            let unpacked = unsafe [UInt8](unsafeUninitializedCapacity: Int(expected)) { buffer, count in
                // As above.
                let result = unsafe uncompress(buffer.baseAddress, &size, packed, uLong(packed.count))
                isWhole = result == Z_OK && UInt64(size) == expected
                count = isWhole ? Int(size) : 0
            }
            guard isWhole else { throw damaged(place) }
            return unpacked
        }

        private func damaged(_ place: PayloadPlace) -> BackendError {
            BackendError(.corrupted, "\(place.table).\(place.column) cannot be decompressed; the store is damaged")
        }
    }
#endif
