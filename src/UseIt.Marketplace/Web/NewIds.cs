using System.Collections;
using System.Reflection;
using System.Text.Json;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Web;

/// <summary>The id of what a command makes, where a caller may choose it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NewIdAttribute : Attribute
{
    /// <summary>
    /// Ids that the program derived are taken too: the same command says something new of what is there, or its page asks the same of
    /// several lots. Only for what is kept inside another thing: it starts no stream.
    /// </summary>
    public bool OrKept { get; init; }
}

/// <summary>The id of what a command makes, where only the server chooses it.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class ServerMadeAttribute : Attribute
{
    /// <summary>What a caller cannot send is not described to callers.</summary>
    public static Task LeaveOut(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancel)
    {
        foreach (
            var property in context.JsonTypeInfo.Type.GetProperties().Where(p => p.IsDefined(typeof(ServerMadeAttribute), inherit: false))
        )
        {
            var name = JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            schema.Properties?.Remove(name);
            schema.Required?.Remove(name);
        }
        return Task.CompletedTask;
    }
}

/// <summary>
/// Which ids are taken from outside. Random ones only (RFC 9562, version 4 or 7): ids of version 5 are derived from others, which are
/// public, and whoever came first would hold the place of what is to be made there.
/// </summary>
public static class NewIds
{
    public const string Advice = "Send a random UUID (version 4 or 7, RFC 9562), or leave it out and one is made for you";

    /// <summary>Ids with a fixed beginning stand for the program, or for nobody.</summary>
    public static bool IsReserved(Guid id) => id.ToByteArray(bigEndian: true).AsSpan(0, 4) is [0, 0, 0, 0] or [255, 255, 255, 255];

    public static bool MayBeChosen(Guid id) => id.Variant is >= 8 and <= 11 && id.Version is 4 or 7 && !IsReserved(id);

    public static Refusal Refusal(string field) => new("id-not-taken", field, $"This id cannot be taken. {Advice}");

    public static Refusal InUse(string field) => new("id-in-use", field, $"This id stands for something else already. {Advice}");

    /// <summary>What is wrong with the ids a command brings for what it makes.</summary>
    public static Refusal? Wrong(object command) => Wrong(command, "");

    /// <summary>Whether a command brings this id; one that it does not bring follows from what is decided.</summary>
    public static bool IsBrought(Type command, string field) =>
        command.GetProperties().Any(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name) == field);

    /// <summary>Whether only the server chooses this id of a command.</summary>
    public static bool IsServerMade(Type command, string field) => Of(command, field).IsDefined(typeof(ServerMadeAttribute));

    /// <summary>Whether a command says who chooses this id.</summary>
    public static bool IsSpokenFor(Type command, string field) =>
        IsServerMade(command, field) || Of(command, field).IsDefined(typeof(NewIdAttribute));

    private static PropertyInfo Of(Type command, string field) =>
        command.GetProperties().Single(p => JsonNamingPolicy.CamelCase.ConvertName(p.Name) == field);

    private static Refusal? Wrong(object said, string path)
    {
        foreach (var property in said.GetType().GetProperties().Where(p => p.GetIndexParameters().Length == 0 && p.CanWrite))
        {
            var field = path + JsonNamingPolicy.CamelCase.ConvertName(property.Name);
            var wrong = property.GetValue(said) switch
            {
                Guid id when property.GetCustomAttribute<NewIdAttribute>() is { } mark => MayBeTaken(id, mark) ? null : Refusal(field),
                IEnumerable many and not string => InEach(many, field),
                _ => null,
            };
            if (wrong is not null)
                return wrong;
        }
        return null;
    }

    private static Refusal? InEach(IEnumerable many, string field)
    {
        var n = 0;
        foreach (var one in many)
        {
            if (one is not null && one.GetType() is { IsClass: true } type && type.Assembly == typeof(NewIds).Assembly)
                if (Wrong(one, $"{field}[{n}].") is { } wrong)
                    return wrong;
            n++;
        }
        return null;
    }

    private static bool MayBeTaken(Guid id, NewIdAttribute mark) => MayBeChosen(id) || (mark.OrKept && id.Version == 5 && !IsReserved(id));
}
