using System.Runtime.InteropServices;

namespace Moderation.Mail.Dkim;

public sealed partial class Ed25519Key
{
    private const string Library = "libcrypto.so.3";

    private sealed class KeyHandle() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            Native.EVP_PKEY_free(handle);
            return true;
        }
    }

    private sealed class ContextHandle() : SafeHandle(0, ownsHandle: true)
    {
        public override bool IsInvalid => handle == 0;

        protected override bool ReleaseHandle()
        {
            Native.EVP_MD_CTX_free(handle);
            return true;
        }
    }

    private static partial class Native
    {
        [LibraryImport(Library)]
        public static partial KeyHandle EVP_PKEY_new_raw_private_key(int type, nint engine, ReadOnlySpan<byte> key, nuint length);

        [LibraryImport(Library)]
        public static partial KeyHandle EVP_PKEY_new_raw_public_key(int type, nint engine, ReadOnlySpan<byte> key, nuint length);

        [LibraryImport(Library)]
        public static partial int EVP_PKEY_get_raw_public_key(KeyHandle key, Span<byte> publicKey, ref nuint length);

        [LibraryImport(Library)]
        public static partial void EVP_PKEY_free(nint key);

        [LibraryImport(Library)]
        public static partial ContextHandle EVP_MD_CTX_new();

        [LibraryImport(Library)]
        public static partial void EVP_MD_CTX_free(nint context);

        [LibraryImport(Library)]
        public static partial int EVP_DigestSignInit(ContextHandle context, nint keyContext, nint digest, nint engine, KeyHandle key);

        [LibraryImport(Library)]
        public static partial int EVP_DigestSign(ContextHandle context, Span<byte> signature, ref nuint length, ReadOnlySpan<byte> data, nuint dataLength);

        [LibraryImport(Library)]
        public static partial int EVP_DigestVerifyInit(ContextHandle context, nint keyContext, nint digest, nint engine, KeyHandle key);

        [LibraryImport(Library)]
        public static partial int EVP_DigestVerify(ContextHandle context, ReadOnlySpan<byte> signature, nuint length, ReadOnlySpan<byte> data, nuint dataLength);
    }
}
