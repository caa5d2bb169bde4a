using System.Diagnostics;
using System.Text;
using FundPortal.SandboxBank.Cmb;
using Org.BouncyCastle.Asn1.GM;
using Org.BouncyCastle.Crypto.Parameters;

namespace FundPortal.SandboxBank.Tests;

/// <summary>SM2, SM3 and SM4 against the vectors of the national standards, and against OpenSSL where it is installed.</summary>
public sealed class GuomiTests
{
    private static readonly byte[] Sm4Key = Convert.FromHexString("0123456789ABCDEFFEDCBA9876543210");

    [Theory]
    [InlineData("abc", "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0")]
    [InlineData(
        "abcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcdabcd",
        "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
    )]
    public void SM3_gives_the_hashes_of_GB_T_32905(string text, string hash) =>
        Assert.Equal(hash, Convert.ToHexStringLower(Guomi.Sm3(Encoding.ASCII.GetBytes(text))));

    [Fact]
    public void SM4_gives_the_block_of_GB_T_32907()
    {
        // With an initial vector of zeros the first block of CBC is the bare cipher.
        var cipher = Guomi.Sm4(encrypt: true, Sm4Key, new byte[16], Sm4Key);
        Assert.Equal("681EDF34D206965E86B3E94F536E4246", Convert.ToHexString(cipher.AsSpan(0, 16)));
        Assert.Equal(Sm4Key, Guomi.Sm4(encrypt: false, Sm4Key, new byte[16], cipher));
    }

    [Fact]
    public void SM2_verifies_the_signature_of_GB_T_32918()
    {
        var curve = ECDomainParameters.FromX9ECParameters(GMNamedCurves.GetByName("sm2p256v1"));
        const string X = "09F9DF311E5421A150DD7D161E4BC5C672179FAD1833FC076BB08FF356F35020";
        const string Y = "CCEA490CE26775A52DC6EA718CC1AA600AED05FBF35E084A6632F6072DA9AD13";
        const string R = "F5A03B0648D2C4630EEAC513E1BB81A15944DA3827D5B74143AC7EACEEE720B3";
        const string S = "B1B6AA29DF212FD8763182BC0D421CA1BB9038FD1F7F42D4840B69C485BBC1AA";
        var key = new ECPublicKeyParameters(curve.Curve.DecodePoint(Convert.FromHexString("04" + X + Y)), curve);
        var (signer, text) = (Encoding.ASCII.GetBytes("1234567812345678"), Encoding.ASCII.GetBytes("message digest"));
        var signature = Convert.FromHexString(R + S);
        Assert.True(Guomi.Verify(key, signer, text, signature));
        signature[40] ^= 1;
        Assert.False(Guomi.Verify(key, signer, text, signature));
    }

    [Fact]
    public async Task OpenSSL_agrees_on_SM3_and_SM4()
    {
        var text = Encoding.UTF8.GetBytes("{\"request\":\"付款\"}");
        if (await OpenSslAsync(text, "dgst", "-sm3", "-binary") is not { } hash)
        {
            Assert.Skip("There is no openssl that knows SM3 here.");
            return;
        }
        Assert.Equal(Guomi.Sm3(text), hash);
        var iv = "30303030303030303030303030303030";
        var cipher = await OpenSslAsync(text, "enc", "-sm4-cbc", "-K", Convert.ToHexString(Sm4Key), "-iv", iv);
        Assert.Equal(Guomi.Sm4(encrypt: true, Sm4Key, Convert.FromHexString(iv), text), cipher);
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
