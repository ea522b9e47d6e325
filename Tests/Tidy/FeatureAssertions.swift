// A feature that the compiler does not know, or that a target was not given, is ignored silently: here it fails.

#if !hasFeature(ExistentialAny)
    #error("ExistentialAny is off")
#endif

#if !hasFeature(InternalImportsByDefault)
    #error("InternalImportsByDefault is off")
#endif

#if !hasFeature(MemberImportVisibility)
    #error("MemberImportVisibility is off")
#endif

#if !hasFeature(NonisolatedNonsendingByDefault)
    #error("NonisolatedNonsendingByDefault is off")
#endif

#if !hasFeature(InferIsolatedConformances)
    #error("InferIsolatedConformances is off")
#endif

#if !hasFeature(ImmutableWeakCaptures)
    #error("ImmutableWeakCaptures is off")
#endif

#if !hasFeature(StrictMemorySafety)
    #error("StrictMemorySafety is off")
#endif
