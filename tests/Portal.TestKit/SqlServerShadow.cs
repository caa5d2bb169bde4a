using System.Collections.Concurrent;
using System.Linq.Expressions;
using System.Reflection;
using FundPortal.Application.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace FundPortal.TestKit;

/// <summary>
/// Translates every query that a test's SQLite context compiles for SQL Server as well, so that no query of the portal can be written
/// that only SQLite takes: the test that asks it fails. The T-SQL is kept in <see cref="Statements"/> for validation.
/// </summary>
public sealed class SqlServerShadow : IQueryExpressionInterceptor
{
    /// <summary>One for the process: EF Core keeps a cache of compiled queries per set of such interceptors.</summary>
    public static SqlServerShadow Instance { get; } = new();

    /// <summary>Every T-SQL text met so far, with its parameters' declarations.</summary>
    public static ConcurrentDictionary<TSqlStatement, byte> Statements { get; } = new();

    /// <summary>A context that writes SQL Server's SQL and has no server: commands are recorded and answered with nothing.</summary>
    public static SqlServerPortalDbContext NewContext(Action<TSqlStatement> record) =>
        new(
            new DbContextOptionsBuilder<SqlServerPortalDbContext>()
                .UseSqlServer("Server=none.invalid;Database=none")
                .AddInterceptors(new SuppressedServer(record))
                .Options,
            new WriteQueue(isNeeded: false)
        );

    /// <exception cref="InvalidOperationException">SQL Server's provider cannot translate the query.</exception>
    public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData)
    {
        if (eventData.Context is SqlitePortalDbContext)
            foreach (var withNulls in new[] { false, true })
                Translate(queryExpression, withNulls);
        return queryExpression;
    }

    /// <summary>A parameter that is null changes the SQL, so each query is written twice: with values and with nulls where they may be.</summary>
    private static void Translate(Expression query, bool withNulls)
    {
        var recorded = new List<TSqlStatement>();
        using var db = NewContext(recorded.Add);
        var rewriter = new ToSqlServer(db.Model);
        var expression = rewriter.Visit(query);
        // SQL by hand is for one provider; its T-SQL twin is validated by a test of its own.
        if (rewriter.HasRawSql)
            return;
        try
        {
            RunMethod.MakeGenericMethod(ResultOf(expression.Type)).Invoke(null, [db, expression, rewriter.Parameters, withNulls]);
        }
        catch (TargetInvocationException error) when (recorded.Count == 0)
        {
            throw new InvalidOperationException(
                $"SQL Server cannot answer this query: {error.InnerException!.Message}",
                error.InnerException
            );
        }
        // The empty answer may be one too few for First, Single or Max; the command was written by then.
        catch (TargetInvocationException) { }
        foreach (var statement in recorded)
            Statements.TryAdd(statement, 0);
    }

    private static readonly MethodInfo RunMethod = typeof(SqlServerShadow).GetMethod(
        nameof(Run),
        BindingFlags.NonPublic | BindingFlags.Static
    )!;

    private static void Run<T>(DbContext db, Expression query, IEnumerable<QueryParameterExpression> parameters, bool withNulls)
    {
        var context = db.GetService<IQueryContextFactory>().Create();
        foreach (var parameter in parameters)
            context.Parameters[parameter.Name] = SampleValue.Of(parameter.Type, withNulls);
        var answer = db.GetService<IDatabase>().CompileQuery<T>(query, async: false)(context);
        if (answer is System.Collections.IEnumerable rows and not string)
            foreach (var _ in rows)
                break;
    }

    private static Type ResultOf(Type type)
    {
        var query =
            type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IQueryable<>)
                ? type
                : Array.Find(type.GetInterfaces(), i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IQueryable<>));
        return query is null ? type : typeof(IEnumerable<>).MakeGenericType(query.GetGenericArguments());
    }

    /// <summary>The same query over SQL Server's model, and the parameters it has.</summary>
    private sealed class ToSqlServer(IModel model) : ExpressionVisitor
    {
        private readonly Dictionary<string, QueryParameterExpression> parameters = new(StringComparer.Ordinal);

        public IEnumerable<QueryParameterExpression> Parameters => parameters.Values;

        public bool HasRawSql { get; private set; }

        protected override Expression VisitExtension(Expression node)
        {
            switch (node)
            {
                case EntityQueryRootExpression root:
                    return root.UpdateEntityType(model.FindEntityType(root.EntityType.Name)!);
                case QueryParameterExpression parameter:
                    parameters[parameter.Name] = parameter;
                    return parameter;
                case QueryRootExpression raw when raw.GetType().Name.Contains("Sql", StringComparison.Ordinal):
                    HasRawSql = true;
                    return raw;
                default:
                    return base.VisitExtension(node);
            }
        }
    }
}
