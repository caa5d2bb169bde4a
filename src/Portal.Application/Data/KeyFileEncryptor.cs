using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.XmlEncryption;
using Microsoft.Extensions.DependencyInjection;

namespace FundPortal.Application.Data;

/// <summary>Encrypts each key of the ring with AES-256-GCM: nonce (12 bytes), tag (16 bytes), cipher text, in base64.</summary>
internal sealed class KeyFileEncryptor(KeyFile file) : IXmlEncryptor
{
    public EncryptedXmlInfo Encrypt(XElement plaintextElement)
    {
        var plain = Encoding.UTF8.GetBytes(plaintextElement.ToString(SaveOptions.DisableFormatting));
        var cipher = new byte[KeyFileDecryptor.Header + plain.Length];
        var nonce = cipher.AsSpan(0, KeyFileDecryptor.NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(file.Key, KeyFileDecryptor.TagBytes);
        aes.Encrypt(
            nonce,
            plain,
            cipher.AsSpan(KeyFileDecryptor.Header),
            cipher.AsSpan(KeyFileDecryptor.NonceBytes, KeyFileDecryptor.TagBytes)
        );
        CryptographicOperations.ZeroMemory(plain);
        return new(new XElement("keyFile", new XElement("value", Convert.ToBase64String(cipher))), typeof(KeyFileDecryptor));
    }
}

/// <summary>Made by Data Protection from the type's name that stands beside the encrypted key: the name must not change.</summary>
internal sealed class KeyFileDecryptor(IServiceProvider services) : IXmlDecryptor
{
    internal const int NonceBytes = 12;
    internal const int TagBytes = 16;
    internal const int Header = NonceBytes + TagBytes;

    /// <exception cref="CryptographicException">There is no key file, or it is not the one the keys were encrypted with.</exception>
    public XElement Decrypt(XElement encryptedElement)
    {
        var file = services.GetRequiredService<KeyFile>();
        if (!file.Exists)
            throw new CryptographicException("The key ring was encrypted with a key file, and none is configured.");
        var cipher = Convert.FromBase64String((string?)encryptedElement.Element("value") ?? "");
        if (cipher.Length < Header)
            throw new CryptographicException("The encrypted key is cut.");
        var plain = new byte[cipher.Length - Header];
        using var aes = new AesGcm(file.Key, TagBytes);
        aes.Decrypt(cipher.AsSpan(0, NonceBytes), cipher.AsSpan(Header), cipher.AsSpan(NonceBytes, TagBytes), plain);
        // Our own authenticated text, not a file from outside.
        using var reader = XmlReader.Create(
            new MemoryStream(plain),
            new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null }
        );
        reader.MoveToContent();
        return (XElement)XNode.ReadFrom(reader);
    }
}
