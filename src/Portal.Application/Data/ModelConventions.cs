using System.Globalization;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace FundPortal.Application.Data;

/// <summary>What holds for every table on both providers, so that no configuration can forget it.</summary>
internal static class ModelConventions
{
    public const string VersionProperty = "Version";

    /// <summary>Byte-by-byte order and equality, as SQLite compares by default: case, trailing blanks and width all count.</summary>
    private const string BinaryCollation = "Latin1_General_100_BIN2";

    private static readonly ValueConverter<DateTime, long> UnixMilliseconds = new(
        utc => new DateTimeOffset(utc, TimeSpan.Zero).ToUnixTimeMilliseconds(),
        stored => DateTimeOffset.FromUnixTimeMilliseconds(stored).UtcDateTime
    );

    private static readonly ValueConverter<DateTimeOffset, long> OffsetMilliseconds = new(
        instant => instant.ToUnixTimeMilliseconds(),
        stored => DateTimeOffset.FromUnixTimeMilliseconds(stored)
    );

    private static readonly ValueConverter<DateTime, DateTime> Utc = new(
        utc => utc,
        stored => DateTime.SpecifyKind(stored, DateTimeKind.Utc)
    );

    public static void Apply(ModelBuilder builder, bool isSqlServer)
    {
        foreach (var entity in builder.Model.GetEntityTypes())
        {
            foreach (var property in entity.GetProperties())
                Apply(property, isSqlServer);
            foreach (var property in entity.GetComplexProperties().SelectMany(part => part.ComplexType.GetProperties()))
                ApplyInstant(property, isSqlServer);
            if (!isSqlServer)
                LimitLengths(entity);
            if (entity.FindProperty(VersionProperty) is { } version && version.ClrType == typeof(int))
                version.IsConcurrencyToken = true;
        }
    }

    private static void Apply(IMutableProperty property, bool isSqlServer)
    {
        ApplyInstant(property, isSqlServer);
        if (property.ClrType == typeof(string) && isSqlServer && property.IsKeyOrIndexed())
            property.SetCollation(BinaryCollation);
    }

    private static void ApplyInstant(IMutableProperty property, bool isSqlServer)
    {
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        if (type == typeof(DateTime))
        {
            property.SetValueConverter(isSqlServer ? Utc : UnixMilliseconds);
            if (isSqlServer)
                property.SetColumnType("datetime2(3)");
        }
        else if (type == typeof(DateTimeOffset) && !isSqlServer)
        {
            property.SetValueConverter(OffsetMilliseconds);
        }
    }

    /// <summary>
    /// SQLite does not enforce lengths by itself. It counts characters where SQL Server counts UTF-16 units, so only signs outside the
    /// basic plane pass here that would not pass there; the domain's limits count as SQL Server does.
    /// </summary>
    private static void LimitLengths(IMutableEntityType entity)
    {
        if (entity.GetTableName() is not { } table)
            return;
        foreach (var property in entity.GetDeclaredProperties())
        {
            if (property.GetMaxLength() is not { } limit)
                continue;
            var stored = property.StoredType();
            if (stored == typeof(string) || stored == typeof(byte[]))
            {
                var column = property.GetColumnName();
                entity.AddCheckConstraint(
                    $"CK_{table}_{column}_Length",
                    $"length(\"{column}\") <= {limit.ToString(CultureInfo.InvariantCulture)}"
                );
            }
        }
    }

    private static Type StoredType(this IMutableProperty property) =>
        property.GetProviderClrType() ?? property.GetValueConverter()?.ProviderClrType ?? property.ClrType;

    private static bool IsKeyOrIndexed(this IMutableProperty property) => property.IsKey() || property.IsIndex();
}
