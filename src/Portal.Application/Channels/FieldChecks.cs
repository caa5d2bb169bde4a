namespace FundPortal.Application.Channels;

/// <summary>What every kind asks of its fields: there when it must be, not too long, and of the right form.</summary>
internal static class FieldChecks
{
    public static IEnumerable<ChannelFieldProblem> Of(
        IReadOnlyList<ChannelField> fields,
        IReadOnlyDictionary<string, string> values,
        Func<string, string, bool> isRight
    )
    {
        foreach (var field in fields)
        {
            var value = values.GetValueOrDefault(field.Name, "");
            if (value.Length == 0 && field.IsRequired)
                yield return new(field.Name, "required");
            else if (value.Length > field.MaxLength)
                yield return new(field.Name, "length");
            else if (value.Length > 0 && !isRight(field.Name, value))
                yield return new(field.Name, "format");
        }
    }
}
