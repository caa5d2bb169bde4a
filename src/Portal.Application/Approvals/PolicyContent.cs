using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FundPortal.Domain.Amounts;
using FundPortal.Domain.Approvals;

namespace FundPortal.Application.Approvals;

/// <summary>
/// A policy as text that is hashed: properties in the order of their declaration, lists without order sorted and without repetition, no
/// white space. The same policy always gives the same text.
/// </summary>
public static class PolicyContent
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(), new CurrencyAsCode() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    public static string Write(ApprovalPolicy policy) => JsonSerializer.Serialize(Canonical(policy), Options);

    /// <exception cref="JsonException">The text is not one that <see cref="Write"/> made.</exception>
    public static ApprovalPolicy Read(string content) =>
        JsonSerializer.Deserialize<ApprovalPolicy>(content, Options) ?? throw new JsonException("The policy is null.");

    /// <summary>Whether two rules say the same.</summary>
    public static bool AreSame(Rule one, Rule other) =>
        string.Equals(
            JsonSerializer.Serialize(Canonical(one), Options),
            JsonSerializer.Serialize(Canonical(other), Options),
            StringComparison.Ordinal
        );

    private static ApprovalPolicy Canonical(ApprovalPolicy policy) => policy with { Rules = [.. policy.Rules.Select(Canonical)] };

    private static Rule Canonical(Rule rule) =>
        rule with
        {
            AnyOf = [.. rule.AnyOf.Select(Canonical)],
            Levels = [.. rule.Levels.Select(Canonical)],
        };

    private static Condition Canonical(Condition condition) =>
        condition with
        {
            Entities = [.. condition.Entities.Distinct().Order()],
            Accounts = [.. condition.Accounts.Distinct().Order()],
            Types = [.. condition.Types.Distinct().Order()],
            Currencies = [.. condition.Currencies.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            Sources = [.. condition.Sources.Distinct().Order()],
        };

    private static PolicyLevel Canonical(PolicyLevel level) =>
        level with
        {
            Signers = Canonical(level.Signers),
            TimeLimit = level.TimeLimit is { EscalateTo: { } to } limit ? limit with { EscalateTo = Canonical(to) } : level.TimeLimit,
        };

    private static Signers Canonical(Signers signers) => new([.. signers.Roles.Distinct().Order()], [.. signers.People.Distinct().Order()]);

    private sealed class CurrencyAsCode : JsonConverter<Currency>
    {
        public override Currency Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Currency.TryFrom(reader.GetString(), out var currency) ? currency : throw new JsonException("Not a currency.");

        public override void Write(Utf8JsonWriter writer, Currency value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.Code);
    }
}
