using System.Diagnostics;
using System.Text;
using FundPortal.Application.Channels.Cmb;
using Org.BouncyCastle.Crypto.Digests;

namespace FundPortal.Application.Tests.Channels;

/// <summary>SM2, SM3 and SM4 as the portal uses them, against the vectors of the national standards, and against OpenSSL where it is installed.</summary>
public sealed class SmTests
{
    private const string D = "3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8";
    private const string X = "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020";
    private const string Y = "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13";
    private const string Order = "FFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123";

    private static readonly byte[] Sm4Key = Convert.FromHexString("0123456789ABCDEFFEDCBA9876543210");
    private static readonly byte[] Signer = "1234567812345678"u8.ToArray();
    private static readonly byte[] Message = "message digest"u8.ToArray();

    private static byte[] Published =>
        Convert.FromHexString(
            "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA"
        );

    [Fact]
    public void SM3_gives_the_hash_of_GB_T_32905()
    {
        var sm3 = new SM3Digest();
        sm3.BlockUpdate("abc"u8.ToArray(), 0, 3);
        var hash = new byte[32];
        sm3.DoFinal(hash, 0);
        Assert.Equal("66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0", Convert.ToHexStringLower(hash));
    }

    [Fact]
    public void SM4_gives_the_block_of_GB_T_32907_and_what_was_changed_does_not_decrypt_to_the_same()
    {
        var cipher = Sm.Encrypt(Sm4Key, new byte[16], Sm4Key);
        Assert.Equal("681EDF34D206965E86B3E94F536E4246", Convert.ToHexString(cipher.AsSpan(0, 16)));
        Assert.Equal(Sm4Key, Sm.Decrypt(Sm4Key, new byte[16], cipher));
        Assert.Null(Sm.Decrypt(Sm4Key, new byte[16], cipher[..^1]));
        Assert.Null(Sm.Decrypt(Sm4Key, new byte[16], []));
        cipher[^1] ^= 0x80;
        Assert.NotEqual(Sm4Key, Sm.Decrypt(Sm4Key, new byte[16], cipher));
    }

    [Fact]
    public void SM2_verifies_the_signature_of_GB_T_32918_and_no_changed_one()
    {
        var key = Sm.PublicKey(Convert.FromHexString("04" + X + Y))!;
        Assert.True(Sm.Verify(key, Signer, Message, Published));
        Assert.False(Sm.Verify(key, "1234567812345679"u8.ToArray(), Message, Published));
        Assert.False(Sm.Verify(key, Signer, "message digesT"u8.ToArray(), Published));
        for (var i = 0; i < Published.Length; i++)
        {
            var changed = Published;
            changed[i] ^= 1;
            Assert.False(Sm.Verify(key, Signer, Message, changed));
        }
    }

    [Fact]
    public void A_signature_of_another_length_or_out_of_range_is_no_signature()
    {
        var key = Sm.PublicKey(Convert.FromHexString("04" + X + Y))!;
        var (zero, n) = (new byte[32], Convert.FromHexString(Order));
        byte[][] bad =
        [
            [],
            Published.AsSpan(0, 63).ToArray(),
            [.. Published, 0],
            [.. zero, .. Published[32..]],
            [.. Published[..32], .. zero],
            [.. n, .. Published[32..]],
            [.. Published[..32], .. n],
            [.. zero, .. zero],
        ];
        Assert.All(bad, signature => Assert.False(Sm.Verify(key, Signer, Message, signature)));
    }

    [Fact]
    public void Keys_that_are_not_of_the_curve_are_refused()
    {
        Assert.NotNull(Sm.PrivateKey(Convert.FromHexString(D)));
        Assert.Null(Sm.PrivateKey(new byte[32]));
        Assert.Null(Sm.PrivateKey(Convert.FromHexString(Order)));
        Assert.Null(Sm.PrivateKey(Convert.FromHexString(D).AsSpan(0, 31)));
        Assert.Null(Sm.PublicKey(Convert.FromHexString("04" + Y + X)));
        Assert.Null(Sm.PublicKey(Convert.FromHexString("02" + X)));
        Assert.Null(Sm.PublicKey(new byte[65]));
    }

    [Fact]
    public void What_is_signed_verifies_with_the_published_pair()
    {
        var signature = Sm.Sign(Sm.PrivateKey(Convert.FromHexString(D))!, Signer, Message);
        Assert.Equal(Sm.SignatureBytes, signature.Length);
        Assert.True(Sm.Verify(Sm.PublicKey(Convert.FromHexString("04" + X + Y))!, Signer, Message, signature));
    }

    [Fact]
    public async Task OpenSSL_verifies_what_the_portal_signed_and_decrypts_what_it_encrypted()
    {
        var folder = Directory.CreateTempSubdirectory("sm-").FullName;
        try
        {
            var text = Encoding.UTF8.GetBytes("{\"request\":\"付款\"}");
            var (key, signed, message) = (Path.Combine(folder, "k.pem"), Path.Combine(folder, "s.der"), Path.Combine(folder, "m"));
            var der = Convert.FromHexString("3059301306072A8648CE3D020106082A811CCF5501822D034200" + "04" + X + Y);
            var pem = $"-----BEGIN PUBLIC KEY-----\n{Convert.ToBase64String(der)}\n-----END PUBLIC KEY-----\n";
            await File.WriteAllTextAsync(key, pem, TestContext.Current.CancellationToken);
            var raw = Sm.Sign(Sm.PrivateKey(Convert.FromHexString(D))!, Signer, text);
            await File.WriteAllBytesAsync(signed, Der(raw), TestContext.Current.CancellationToken);
            await File.WriteAllBytesAsync(message, text, TestContext.Current.CancellationToken);
            string[] verify =
            [
                "pkeyutl",
                "-verify",
                "-pubin",
                "-inkey",
                key,
                "-rawin",
                "-digest",
                "sm3",
                "-pkeyopt",
                $"distid:{Encoding.ASCII.GetString(Signer)}",
                "-in",
                message,
                "-sigfile",
                signed,
            ];
            if (
                await OpenSslAsync([], "list", "-cipher-algorithms") is not { } known
                || !Encoding.ASCII.GetString(known).Contains("SM4", StringComparison.Ordinal)
            )
            {
                Assert.Skip("There is no openssl that knows SM2 and SM4 here.");
                return;
            }
            Assert.NotNull(await OpenSslAsync([], verify));
            var iv = "30303030303030303030303030303030";
            var cipher = Sm.Encrypt(Sm4Key, Convert.FromHexString(iv), text);
            Assert.Equal(text, await OpenSslAsync(cipher, "enc", "-d", "-sm4-cbc", "-K", Convert.ToHexString(Sm4Key), "-iv", iv));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Two integers in a sequence, as OpenSSL takes a signature.</summary>
    private static byte[] Der(byte[] raw)
    {
        static byte[] Integer(ReadOnlySpan<byte> value)
        {
            value = value.TrimStart((byte)0);
            byte[] body = value[0] >= 0x80 ? [0, .. value] : [.. value];
            return [2, (byte)body.Length, .. body];
        }
        byte[] both = [.. Integer(raw.AsSpan(0, 32)), .. Integer(raw.AsSpan(32))];
        return [0x30, (byte)both.Length, .. both];
    }

    private static async Task<byte[]?> OpenSslAsync(byte[] input, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo("openssl", arguments)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
            };
            using var process = Process.Start(start)!;
            await process.StandardInput.BaseStream.WriteAsync(input, TestContext.Current.CancellationToken);
            process.StandardInput.Close();
            using var output = new MemoryStream();
            await process.StandardOutput.BaseStream.CopyToAsync(output, TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return process.ExitCode == 0 ? output.ToArray() : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
