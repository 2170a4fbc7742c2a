using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tests.House;

/// <summary>Something of any command that can be sent, with a mark wherever somebody can write.</summary>
internal static class MadeUp
{
    public const string Mark = "§";
    public const decimal Number = 17.25m;

    /// <summary>What a caller sends to the endpoint in the body: neither what is in its path nor what only the server says.</summary>
    public static JsonObject BodyOf(RouteEndpoint endpoint, Type command)
    {
        var inPath = endpoint.RoutePattern.Parameters.Select(p => p.Name).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var body = JsonSerializer.SerializeToNode(Made(command), command, EventJson.Options)!.AsObject();
        foreach (var property in command.GetProperties())
            if (
                property.IsDefined(typeof(ServerMadeAttribute))
                || property.IsDefined(typeof(AsTokenAttribute))
                || !property.CanWrite
                || inPath.Contains(property.Name)
            )
                body.Remove(JsonNamingPolicy.CamelCase.ConvertName(property.Name));
        return body;
    }

    private static object? Made(Type type)
    {
        if (type == typeof(string))
            return Mark;
        if (type == typeof(decimal))
            return Number;
        if (type == typeof(Money))
            return new Money(Number);
        if (type == typeof(Guid))
            return Guid.CreateVersion7();
        if (type == typeof(Uri))
            return new Uri("https://example.org");
        if (Nullable.GetUnderlyingType(type) is { } some)
            return Made(some);
        if (type.IsEnum)
            return Enum.GetValues(type).GetValue(0);
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyList<>))
        {
            var list = Array.CreateInstance(type.GetGenericArguments()[0], 1);
            list.SetValue(Made(type.GetGenericArguments()[0]), 0);
            return list;
        }
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IReadOnlyDictionary<,>))
        {
            var map = (System.Collections.IDictionary)
                Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(type.GetGenericArguments()))!;
            map.Add(Made(type.GetGenericArguments()[0])!, Made(type.GetGenericArguments()[1]));
            return map;
        }
        if (type.IsValueType || type.Assembly != typeof(Texts).Assembly)
            return type.IsValueType ? Activator.CreateInstance(type) : null;
        var constructor = type.GetConstructors().MaxBy(c => c.GetParameters().Length)!;
        return constructor.Invoke([.. constructor.GetParameters().Select(p => Made(p.ParameterType))]);
    }
}
