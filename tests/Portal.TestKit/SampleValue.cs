namespace FundPortal.TestKit;

/// <summary>Some value of a type, where only the type matters.</summary>
public static class SampleValue
{
    public static object? Of(Type type, bool isNull = false)
    {
        if (Nullable.GetUnderlyingType(type) is { } value)
            return isNull ? null : Of(value);
        if (type.IsValueType)
            return type == typeof(DateTime) ? DateTime.UnixEpoch : Activator.CreateInstance(type);
        if (type == typeof(string))
            return isNull ? null : "x";
        // EF.Functions and the like: only its methods' names matter.
        if (ElementOf(type) is not { } element)
            return null;
        var array = Array.CreateInstance(element, 2);
        array.SetValue(Of(element), 0);
        array.SetValue(Of(element), 1);
        return type.IsAssignableFrom(array.GetType()) ? array : Activator.CreateInstance(type, array);
    }

    private static Type? ElementOf(Type type) =>
        type.IsArray
            ? type.GetElementType()
            : type.GetInterfaces()
                .Append(type)
                .FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>))
                ?.GetGenericArguments()[0];
}
