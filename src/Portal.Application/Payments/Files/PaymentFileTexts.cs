using System.Globalization;
using System.Resources;

namespace FundPortal.Application.Payments.Files;

/// <summary>The words printed on templates and understood in files. A missing word is a bug and throws.</summary>
internal sealed class PaymentFileTexts
{
    private static readonly ResourceManager Resources = new(typeof(PaymentFileTexts));

    private readonly CultureInfo culture;

    private PaymentFileTexts(string language) => culture = CultureInfo.GetCultureInfo(language);

    public static PaymentFileTexts Chinese { get; } = new("zh-CN");

    public static PaymentFileTexts English { get; } = new("en");

    public static IReadOnlyList<PaymentFileTexts> All { get; } = [Chinese, English];

    public string this[string key] =>
        Resources.GetString(key, culture) ?? throw new InvalidOperationException($"The text '{key}' of payment files is missing.");
}
