using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace FundPortal.Application.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Channels : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<bool>(
                name: "IsProvisional",
                table: "Transactions",
                type: "bit",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<DateTime>(
                name: "HeldAt",
                table: "Payments",
                type: "datetime2(3)",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "HeldBy",
                table: "Payments",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "HoldReason",
                table: "Payments",
                type: "nvarchar(500)",
                maxLength: 500,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "ReissueOf",
                table: "Payments",
                type: "uniqueidentifier",
                nullable: true);

            migrationBuilder.AddColumn<DateTime>(
                name: "SendAt",
                table: "Payments",
                type: "datetime2(3)",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "ChannelId",
                table: "ImportFiles",
                type: "int",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "Channels",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    PublicId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(100)", maxLength: 100, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Kind = table.Column<int>(type: "int", nullable: false),
                    State = table.Column<int>(type: "int", nullable: false),
                    Address = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false),
                    Settings = table.Column<string>(type: "nvarchar(4000)", maxLength: 4000, nullable: false),
                    Credentials = table.Column<byte[]>(type: "varbinary(max)", maxLength: 16000, nullable: true),
                    ReadEverySeconds = table.Column<int>(type: "int", nullable: false),
                    SendFrom = table.Column<TimeOnly>(type: "time", nullable: false),
                    SendUntil = table.Column<TimeOnly>(type: "time", nullable: false),
                    SendsOnWorkingDaysOnly = table.Column<bool>(type: "bit", nullable: false),
                    NotFoundAfterSeconds = table.Column<int>(type: "int", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Channels", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "DatabaseIdentity",
                columns: table => new
                {
                    Id = table.Column<int>(type: "int", nullable: false),
                    Value = table.Column<Guid>(type: "uniqueidentifier", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DatabaseIdentity", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ChannelAccounts",
                columns: table => new
                {
                    ChannelId = table.Column<int>(type: "int", nullable: false),
                    AccountId = table.Column<int>(type: "int", nullable: false),
                    RemoteId = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    IsForPayments = table.Column<bool>(type: "bit", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ChannelAccounts", x => new { x.ChannelId, x.AccountId });
                    table.ForeignKey(
                        name: "FK_ChannelAccounts_Accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "Accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ChannelAccounts_Channels_ChannelId",
                        column: x => x.ChannelId,
                        principalTable: "Channels",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ChannelCursors",
                columns: table => new
                {
                    ChannelId = table.Column<int>(type: "int", nullable: false),
                    AccountId = table.Column<int>(type: "int", nullable: false),
                    FirstDay = table.Column<DateOnly>(type: "date", nullable: false),
                    Cursor = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: true),
                    FinalUntil = table.Column<DateOnly>(type: "date", nullable: false),
                    ReadAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ChannelCursors", x => new { x.ChannelId, x.AccountId });
                    table.ForeignKey(
                        name: "FK_ChannelCursors_Accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "Accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_ChannelCursors_Channels_ChannelId",
                        column: x => x.ChannelId,
                        principalTable: "Channels",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ChannelHealth",
                columns: table => new
                {
                    ChannelId = table.Column<int>(type: "int", nullable: false),
                    LastTriedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    LastGoodAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    FailuresInARow = table.Column<int>(type: "int", nullable: false),
                    Calls = table.Column<long>(type: "bigint", nullable: false),
                    Failures = table.Column<long>(type: "bigint", nullable: false),
                    LastCode = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    LastText = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: true),
                    CertificateEndsAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ChannelHealth", x => x.ChannelId);
                    table.ForeignKey(
                        name: "FK_ChannelHealth_Channels_ChannelId",
                        column: x => x.ChannelId,
                        principalTable: "Channels",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ChannelIncidents",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    ChannelId = table.Column<int>(type: "int", nullable: false),
                    Kind = table.Column<string>(type: "nvarchar(32)", maxLength: 32, nullable: false),
                    Code = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Text = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    FirstAt = table.Column<DateTime>(type: "datetime2(3)", nullable: false),
                    LastAt = table.Column<DateTime>(type: "datetime2(3)", nullable: false),
                    Count = table.Column<int>(type: "int", nullable: false),
                    Payment = table.Column<Guid>(type: "uniqueidentifier", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ChannelIncidents", x => x.Id);
                    table.ForeignKey(
                        name: "FK_ChannelIncidents_Channels_ChannelId",
                        column: x => x.ChannelId,
                        principalTable: "Channels",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ChannelTrials",
                columns: table => new
                {
                    ChannelId = table.Column<int>(type: "int", nullable: false),
                    Kind = table.Column<int>(type: "int", nullable: false),
                    Settings = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    IsGood = table.Column<bool>(type: "bit", nullable: false),
                    Text = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: false),
                    At = table.Column<DateTime>(type: "datetime2(3)", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ChannelTrials", x => new { x.ChannelId, x.Kind });
                    table.ForeignKey(
                        name: "FK_ChannelTrials_Channels_ChannelId",
                        column: x => x.ChannelId,
                        principalTable: "Channels",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "DayDifferences",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    ChannelId = table.Column<int>(type: "int", nullable: false),
                    AccountId = table.Column<int>(type: "int", nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    Change = table.Column<int>(type: "int", nullable: false),
                    Before = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: true),
                    After = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: true),
                    At = table.Column<DateTime>(type: "datetime2(3)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DayDifferences", x => x.Id);
                    table.ForeignKey(
                        name: "FK_DayDifferences_Accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "Accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_DayDifferences_Channels_ChannelId",
                        column: x => x.ChannelId,
                        principalTable: "Channels",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "DayProofs",
                columns: table => new
                {
                    ChannelId = table.Column<int>(type: "int", nullable: false),
                    AccountId = table.Column<int>(type: "int", nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    ClosingMinor = table.Column<long>(type: "bigint", nullable: true),
                    OursMinor = table.Column<long>(type: "bigint", nullable: true),
                    Entries = table.Column<int>(type: "int", nullable: false),
                    Confirmed = table.Column<int>(type: "int", nullable: false),
                    Replaced = table.Column<int>(type: "int", nullable: false),
                    Added = table.Column<int>(type: "int", nullable: false),
                    Removed = table.Column<int>(type: "int", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2(3)", nullable: false),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DayProofs", x => new { x.AccountId, x.Day, x.ChannelId });
                    table.ForeignKey(
                        name: "FK_DayProofs_Accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "Accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_DayProofs_Channels_ChannelId",
                        column: x => x.ChannelId,
                        principalTable: "Channels",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "DoubtfulEntries",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    ChannelId = table.Column<int>(type: "int", nullable: false),
                    AccountId = table.Column<int>(type: "int", nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    AmountMinor = table.Column<long>(type: "bigint", nullable: false),
                    DuplicateKey = table.Column<byte[]>(type: "binary(32)", fixedLength: true, maxLength: 32, nullable: false),
                    TransactionId = table.Column<long>(type: "bigint", nullable: false),
                    Row = table.Column<string>(type: "nvarchar(2000)", maxLength: 2000, nullable: false),
                    At = table.Column<DateTime>(type: "datetime2(3)", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DoubtfulEntries", x => x.Id);
                    table.ForeignKey(
                        name: "FK_DoubtfulEntries_Accounts_AccountId",
                        column: x => x.AccountId,
                        principalTable: "Accounts",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_DoubtfulEntries_Channels_ChannelId",
                        column: x => x.ChannelId,
                        principalTable: "Channels",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PaymentInstructions",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    PaymentId = table.Column<long>(type: "bigint", nullable: false),
                    LineNumber = table.Column<int>(type: "int", nullable: false),
                    ChannelId = table.Column<int>(type: "int", nullable: false),
                    AccountId = table.Column<int>(type: "int", nullable: false),
                    EndToEndId = table.Column<string>(type: "nvarchar(28)", maxLength: 28, nullable: false, collation: "Latin1_General_100_BIN2"),
                    IsOwnBank = table.Column<bool>(type: "bit", nullable: false),
                    CurrencyCode = table.Column<string>(type: "nvarchar(3)", maxLength: 3, nullable: false),
                    AmountMinor = table.Column<long>(type: "bigint", nullable: false),
                    Purpose = table.Column<string>(type: "nvarchar(140)", maxLength: 140, nullable: false),
                    State = table.Column<int>(type: "int", nullable: false),
                    StateSince = table.Column<DateTime>(type: "datetime2(3)", nullable: false),
                    NextAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    Sends = table.Column<int>(type: "int", nullable: false),
                    Fence = table.Column<long>(type: "bigint", nullable: false),
                    LeasedUntil = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    FirstSentAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    LastSentAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    WasAccepted = table.Column<bool>(type: "bit", nullable: false),
                    NotFounds = table.Column<int>(type: "int", nullable: false),
                    Tries = table.Column<int>(type: "int", nullable: false),
                    BankReference = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    BankCode = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: true),
                    BankText = table.Column<string>(type: "nvarchar(400)", maxLength: 400, nullable: true),
                    SettledOn = table.Column<DateOnly>(type: "date", nullable: true),
                    ReturnedOn = table.Column<DateOnly>(type: "date", nullable: true),
                    TransactionId = table.Column<long>(type: "bigint", nullable: true),
                    ReturnTransactionId = table.Column<long>(type: "bigint", nullable: true),
                    AlarmedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false),
                    To_AccountName = table.Column<string>(type: "nvarchar(140)", maxLength: 140, nullable: false),
                    To_AccountNumber = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    To_BankCode = table.Column<string>(type: "nvarchar(12)", maxLength: 12, nullable: true),
                    To_BankName = table.Column<string>(type: "nvarchar(140)", maxLength: 140, nullable: false),
                    To_Country = table.Column<string>(type: "nvarchar(2)", maxLength: 2, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PaymentInstructions", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PaymentInstructions_Channels_ChannelId",
                        column: x => x.ChannelId,
                        principalTable: "Channels",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                    table.ForeignKey(
                        name: "FK_PaymentInstructions_Payments_PaymentId",
                        column: x => x.PaymentId,
                        principalTable: "Payments",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "ReadingTurns",
                columns: table => new
                {
                    ChannelId = table.Column<int>(type: "int", nullable: false),
                    NextAt = table.Column<DateTime>(type: "datetime2(3)", nullable: false),
                    LeaseUntil = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    Fence = table.Column<long>(type: "bigint", nullable: false),
                    LastWholeAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ReadingTurns", x => x.ChannelId);
                    table.ForeignKey(
                        name: "FK_ReadingTurns_Channels_ChannelId",
                        column: x => x.ChannelId,
                        principalTable: "Channels",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "SendingArmings",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    PublicId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    ChannelId = table.Column<int>(type: "int", nullable: false),
                    Fingerprint = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false, collation: "Latin1_General_100_BIN2"),
                    Host = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    AskedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    AskedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: false),
                    ConfirmedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    ConfirmedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    EndedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    EndedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    EndReason = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_SendingArmings", x => x.Id);
                    table.ForeignKey(
                        name: "FK_SendingArmings_Channels_ChannelId",
                        column: x => x.ChannelId,
                        principalTable: "Channels",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "BankMessages",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    InstructionId = table.Column<long>(type: "bigint", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2(3)", nullable: false),
                    Call = table.Column<string>(type: "nvarchar(64)", maxLength: 64, nullable: false),
                    Outcome = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Request = table.Column<string>(type: "nvarchar(max)", maxLength: 16000, nullable: false),
                    Response = table.Column<string>(type: "nvarchar(max)", maxLength: 16000, nullable: true),
                    Milliseconds = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BankMessages", x => x.Id);
                    table.ForeignKey(
                        name: "FK_BankMessages_PaymentInstructions_InstructionId",
                        column: x => x.InstructionId,
                        principalTable: "PaymentInstructions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "PaymentCorrections",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("SqlServer:Identity", "1, 1"),
                    PublicId = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    InstructionId = table.Column<long>(type: "bigint", nullable: false),
                    Becomes = table.Column<int>(type: "int", nullable: false),
                    Evidence = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: false),
                    AskedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: false),
                    AskedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: false),
                    State = table.Column<int>(type: "int", nullable: false),
                    DecidedBy = table.Column<Guid>(type: "uniqueidentifier", nullable: true),
                    DecidedAt = table.Column<DateTime>(type: "datetime2(3)", nullable: true),
                    DecisionNote = table.Column<string>(type: "nvarchar(500)", maxLength: 500, nullable: true),
                    Version = table.Column<int>(type: "int", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_PaymentCorrections", x => x.Id);
                    table.ForeignKey(
                        name: "FK_PaymentCorrections_PaymentInstructions_InstructionId",
                        column: x => x.InstructionId,
                        principalTable: "PaymentInstructions",
                        principalColumn: "Id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Payments_State_SendAt",
                table: "Payments",
                columns: new[] { "State", "SendAt" });

            migrationBuilder.CreateIndex(
                name: "IX_ImportFiles_ChannelId",
                table: "ImportFiles",
                column: "ChannelId");

            migrationBuilder.CreateIndex(
                name: "IX_BankMessages_InstructionId_Id",
                table: "BankMessages",
                columns: new[] { "InstructionId", "Id" });

            migrationBuilder.CreateIndex(
                name: "IX_ChannelAccounts_AccountId",
                table: "ChannelAccounts",
                column: "AccountId",
                unique: true,
                filter: "\"IsForPayments\" = 1");

            migrationBuilder.CreateIndex(
                name: "IX_ChannelCursors_AccountId",
                table: "ChannelCursors",
                column: "AccountId");

            migrationBuilder.CreateIndex(
                name: "IX_ChannelIncidents_ChannelId_LastAt",
                table: "ChannelIncidents",
                columns: new[] { "ChannelId", "LastAt" });

            migrationBuilder.CreateIndex(
                name: "IX_Channels_Name",
                table: "Channels",
                column: "Name",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Channels_PublicId",
                table: "Channels",
                column: "PublicId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_DayDifferences_AccountId_Day",
                table: "DayDifferences",
                columns: new[] { "AccountId", "Day" });

            migrationBuilder.CreateIndex(
                name: "IX_DayDifferences_ChannelId",
                table: "DayDifferences",
                column: "ChannelId");

            migrationBuilder.CreateIndex(
                name: "IX_DayProofs_ChannelId",
                table: "DayProofs",
                column: "ChannelId");

            migrationBuilder.CreateIndex(
                name: "IX_DayProofs_Day",
                table: "DayProofs",
                column: "Day");

            migrationBuilder.CreateIndex(
                name: "IX_DoubtfulEntries_AccountId_Day",
                table: "DoubtfulEntries",
                columns: new[] { "AccountId", "Day" });

            migrationBuilder.CreateIndex(
                name: "IX_DoubtfulEntries_AccountId_DuplicateKey",
                table: "DoubtfulEntries",
                columns: new[] { "AccountId", "DuplicateKey" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_DoubtfulEntries_ChannelId",
                table: "DoubtfulEntries",
                column: "ChannelId");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentCorrections_InstructionId",
                table: "PaymentCorrections",
                column: "InstructionId",
                unique: true,
                filter: "\"State\" = 1");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentCorrections_PublicId",
                table: "PaymentCorrections",
                column: "PublicId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PaymentInstructions_AccountId_State_SettledOn",
                table: "PaymentInstructions",
                columns: new[] { "AccountId", "State", "SettledOn" });

            migrationBuilder.CreateIndex(
                name: "IX_PaymentInstructions_ChannelId",
                table: "PaymentInstructions",
                column: "ChannelId");

            migrationBuilder.CreateIndex(
                name: "IX_PaymentInstructions_EndToEndId",
                table: "PaymentInstructions",
                column: "EndToEndId",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PaymentInstructions_PaymentId_LineNumber",
                table: "PaymentInstructions",
                columns: new[] { "PaymentId", "LineNumber" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_PaymentInstructions_State_NextAt",
                table: "PaymentInstructions",
                columns: new[] { "State", "NextAt" });

            migrationBuilder.CreateIndex(
                name: "IX_SendingArmings_ChannelId_Fingerprint",
                table: "SendingArmings",
                columns: new[] { "ChannelId", "Fingerprint" });

            migrationBuilder.CreateIndex(
                name: "IX_SendingArmings_PublicId",
                table: "SendingArmings",
                column: "PublicId",
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "FK_ImportFiles_Channels_ChannelId",
                table: "ImportFiles",
                column: "ChannelId",
                principalTable: "Channels",
                principalColumn: "Id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropForeignKey(
                name: "FK_ImportFiles_Channels_ChannelId",
                table: "ImportFiles");

            migrationBuilder.DropTable(
                name: "BankMessages");

            migrationBuilder.DropTable(
                name: "ChannelAccounts");

            migrationBuilder.DropTable(
                name: "ChannelCursors");

            migrationBuilder.DropTable(
                name: "ChannelHealth");

            migrationBuilder.DropTable(
                name: "ChannelIncidents");

            migrationBuilder.DropTable(
                name: "ChannelTrials");

            migrationBuilder.DropTable(
                name: "DatabaseIdentity");

            migrationBuilder.DropTable(
                name: "DayDifferences");

            migrationBuilder.DropTable(
                name: "DayProofs");

            migrationBuilder.DropTable(
                name: "DoubtfulEntries");

            migrationBuilder.DropTable(
                name: "PaymentCorrections");

            migrationBuilder.DropTable(
                name: "ReadingTurns");

            migrationBuilder.DropTable(
                name: "SendingArmings");

            migrationBuilder.DropTable(
                name: "PaymentInstructions");

            migrationBuilder.DropTable(
                name: "Channels");

            migrationBuilder.DropIndex(
                name: "IX_Payments_State_SendAt",
                table: "Payments");

            migrationBuilder.DropIndex(
                name: "IX_ImportFiles_ChannelId",
                table: "ImportFiles");

            migrationBuilder.DropColumn(
                name: "IsProvisional",
                table: "Transactions");

            migrationBuilder.DropColumn(
                name: "HeldAt",
                table: "Payments");

            migrationBuilder.DropColumn(
                name: "HeldBy",
                table: "Payments");

            migrationBuilder.DropColumn(
                name: "HoldReason",
                table: "Payments");

            migrationBuilder.DropColumn(
                name: "ReissueOf",
                table: "Payments");

            migrationBuilder.DropColumn(
                name: "SendAt",
                table: "Payments");

            migrationBuilder.DropColumn(
                name: "ChannelId",
                table: "ImportFiles");
        }
    }
}
